package org.keyferry.repository.notice;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChangesTest {

  private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");
  private static final Condition DRIFT = condition(Condition.Kind.DRIFT, "www on web1");
  private static final Condition EXPIRED = condition(Condition.Kind.EXPIRED, "www on web1");

  @Test
  void whatWasNotOpenBegins() {
    var changes = Changes.between(List.of(), List.of(DRIFT, EXPIRED), NOW);

    assertThat(changes.begun()).as("the worst first").containsExactly(EXPIRED, DRIFT);
    assertThat(changes.ended()).isEmpty();
  }

  @Test
  void whatIsOpenIsNotToldAgainWhateverItsSentence() {
    var now = new Condition(DRIFT.kind(), DRIFT.subject(), NOW, "another sentence");

    assertThat(Changes.between(List.of(open(DRIFT, Duration.ZERO)), List.of(now), NOW).isEmpty())
        .isTrue();
  }

  @Test
  void whatIsGoneForAMomentHasNotEnded() {
    var open = open(DRIFT, Changes.SETTLED.minusSeconds(1));

    assertThat(Changes.between(List.of(open), List.of(), NOW).isEmpty()).isTrue();
  }

  @Test
  void whatIsGoneForAWhileHasEnded() {
    var changes = Changes.between(List.of(open(DRIFT, Changes.SETTLED)), List.of(), NOW);

    assertThat(changes.ended()).containsExactly(DRIFT);
    assertThat(changes.begun()).isEmpty();
  }

  private static Condition condition(Condition.Kind kind, String subject) {
    return new Condition(kind, subject, NOW.minusSeconds(7200), "a sentence");
  }

  private static OpenCondition open(Condition condition, Duration seenAgo) {
    return new OpenCondition(condition, NOW.minusSeconds(3600), NOW.minus(seenAgo));
  }
}
