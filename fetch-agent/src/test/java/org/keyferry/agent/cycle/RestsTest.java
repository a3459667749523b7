package org.keyferry.agent.cycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.keyferry.agent.cycle.Rests.Patience;
import org.keyferry.agent.disk.Ownership;
import org.keyferry.agent.install.Placement;
import org.keyferry.agent.install.Stage;
import org.keyferry.agent.install.SwitchForm;
import org.keyferry.agent.reload.Recipe;
import org.keyferry.protocol.bundle.Version;
import org.keyferry.protocol.pki.DisplayName;

/// What failed rests, longer each time; a new version and a person do not wait.
class RestsTest {

  private static final Instant NOON = Instant.parse("2026-11-25T12:00:00Z");
  private static final Version BAD = new Version(1, 2);
  private static final Outcome ROLLED_BACK =
      new Outcome.RolledBack(Optional.of(new Version(1, 1)), BAD, "nginx -t failed");
  private static final Finding FINDING = Finding.at(Stage.VALIDATE, ROLLED_BACK);
  private static final Duration LONGEST = Duration.ofHours(1);
  private static final Settings.Poll POLL =
      new Settings.Poll(Duration.ofSeconds(55), Duration.ofSeconds(10), Duration.ofMinutes(5));

  private final Target www =
      new Target(
          new DisplayName("www"),
          Kind.FILES,
          new DisplayName("www"),
          new Placement(
              Path.of("/d"), Path.of("/s/www.conf"), SwitchForm.NGINX_SNIPPET, Ownership.PRIVATE),
          new Recipe(List.of(), List.of(), Duration.ofSeconds(1)),
          List.of(),
          Optional.empty());

  private Rests rests = rests(Logbook.Page.BLANK, Patience.RESTING);

  @Test
  void theVersionThatFailedRests() {
    fails(NOON);

    assertThat(rests.of(www, BAD, NOON.plusSeconds(1))).contains(ROLLED_BACK);
    assertThat(rests.of(www, BAD, NOON.plusSeconds(10))).isEmpty();
  }

  @Test
  void aNewVersionIsTriedAtOnce() {
    fails(NOON);

    assertThat(rests.of(www, new Version(1, 3), NOON.plusSeconds(1))).isEmpty();
  }

  @Test
  void eachRestIsLonger() {
    fails(NOON);
    var first = Duration.between(NOON, next(NOON).orElseThrow());
    fails(NOON.plusSeconds(10));
    fails(NOON.plusSeconds(60));
    var third = Duration.between(NOON.plusSeconds(60), next(NOON.plusSeconds(60)).orElseThrow());

    assertThat(first).isBetween(Duration.ofSeconds(5), Duration.ofSeconds(10));
    assertThat(third).isBetween(Duration.ofSeconds(20), Duration.ofSeconds(40));
  }

  /// An admin has broken its configuration, and is asleep.
  @Test
  void aServerThatRefusesAVersionIsTriedOnceAnHourAfterTheFirst() {
    var now = NOON;
    var tries = 0;
    for (; now.isBefore(NOON.plus(Duration.ofDays(1))); tries++) {
      fails(now);
      now = next(now).orElseThrow();
    }

    assertThat(tries).isLessThanOrEqualTo(2 * 24 + 9); // a rest is half an hour at least
    assertThat(next(now.minusSeconds(1)).orElseThrow()).isBeforeOrEqualTo(now);
  }

  /// The repository will be back, and nobody has to do anything for it.
  @Test
  void whatIsNotTheServersFaultIsTriedSooner() {
    var unreachable =
        Finding.at(
            Stage.PLAN,
            new Outcome.Failed(Optional.empty(), Fault.UNREACHABLE, "it does not answer"));
    var now = NOON;
    for (var tries = 0; tries < 20; tries++) {
      rests.note(www, Optional.of(BAD), Optional.empty(), unreachable, now);
      now = next(now).orElseThrow();
    }

    rests.note(www, Optional.of(BAD), Optional.empty(), unreachable, now);
    assertThat(next(now).orElseThrow()).isBeforeOrEqualTo(now.plus(POLL.longestBackOff()));
  }

  @Test
  void aRestOutlivesTheProcess() {
    fails(NOON);
    var page =
        new Logbook.Page(
            Optional.of(NOON),
            Optional.of(NOON),
            Optional.of(NOON),
            Optional.empty(),
            Optional.empty(),
            Tally.NONE,
            rests.entriesOf(
                new Settings(URI.create("https://x"), Path.of("/state"), POLL, List.of(www))),
            Map.of());

    assertThat(rests(page, Patience.RESTING).of(www, BAD, NOON.plusSeconds(1)))
        .contains(ROLLED_BACK);
  }

  @Test
  void aPersonDoesNotWait() {
    rests = rests(Logbook.Page.BLANK, Patience.NONE);
    fails(NOON);

    assertThat(rests.of(www, BAD, NOON.plusSeconds(1))).isEmpty();
  }

  @Test
  void successEndsIt() {
    fails(NOON);
    rests.note(
        www,
        Optional.of(BAD),
        Optional.empty(),
        Finding.of(new Outcome.Served(BAD)),
        NOON.plusSeconds(20));

    assertThat(next(NOON)).isEmpty();
  }

  @Test
  void whatIsPastOrNoLongerATargetIsNotWaitedFor() {
    fails(NOON);

    assertThat(next(NOON)).isPresent();
    assertThat(next(NOON.plusSeconds(60))).isEmpty();
    assertThat(rests.next(List.of(), NOON)).isEmpty();
  }

  private Optional<Instant> next(Instant now) {
    return rests.next(List.of(www), now);
  }

  private void fails(Instant at) {
    rests.note(www, Optional.of(BAD), Optional.empty(), FINDING, at);
  }

  private static Rests rests(Logbook.Page page, Patience patience) {
    return new Rests(
        page,
        new BackOff(POLL.firstBackOff(), POLL.longestBackOff(), new Random(1)),
        new BackOff(POLL.firstBackOff(), LONGEST, new Random(1)),
        patience);
  }
}
