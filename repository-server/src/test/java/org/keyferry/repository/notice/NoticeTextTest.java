package org.keyferry.repository.notice;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class NoticeTextTest {

  private static final Instant NOON = Instant.parse("2026-11-25T12:00:00Z");
  private static final Condition OVERDUE =
      new Condition(Condition.Kind.RENEWAL_OVERDUE, "www", NOON, "the last order: the CA said no");

  @Test
  void oneConditionIsInTheSubject() {
    var text = NoticeText.of(change(List.of(OVERDUE), List.of()));

    assertThat(text.subject()).isEqualTo("Keyferry: renewal-overdue www");
    assertThat(text.body())
        .isEqualTo(
            """
            New:

            * renewal-overdue www since 2026-11-25T12:00:00Z
              the last order: the CA said no

            keyferry conditions list shows what is open now.
            """);
  }

  @Test
  void ofManyTheWorstIsInTheSubject() {
    var text = NoticeText.of(change(Collections.nCopies(3, OVERDUE), List.of(OVERDUE)));

    assertThat(text.subject()).isEqualTo("Keyferry: renewal-overdue www, and 2 more");
    assertThat(text.body()).contains("\nEnded:\n");
  }

  @Test
  void whatEndedIsGoodNews() {
    assertThat(NoticeText.of(change(List.of(), List.of(OVERDUE))).subject())
        .isEqualTo("Keyferry: ended: renewal-overdue www");
  }

  @Test
  void aStormStaysReadable() {
    var text = NoticeText.of(change(Collections.nCopies(2000, OVERDUE), List.of()));

    assertThat(text.body().lines()).hasSizeLessThan(110);
    assertThat(text.body()).contains("* and 1950 more");
  }

  @Test
  void aDigestCounts() {
    var digest =
        new Notice(
            new UUID(0, 1), NOON, Notice.Occasion.DIGEST, List.of(), List.of(), List.of(OVERDUE));

    assertThat(NoticeText.of(digest).subject()).isEqualTo("Keyferry: 1 condition to see to");
    assertThat(NoticeText.of(digest).body()).startsWith("Not seen to yet:\n");
  }

  private static Notice change(List<Condition> begun, List<Condition> ended) {
    return new Notice(new UUID(0, 1), NOON, Notice.Occasion.CHANGE, begun, ended, List.of());
  }
}
