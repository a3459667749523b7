package org.keyferry.repository.issuance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The CA may ask for patience, within reason (RFC 8555 §7.5.1), and failures make the pauses grow.
class PatienceTest {

  private static final Instant NOON = Instant.parse("2026-11-25T12:00:00Z");

  private final Patience patience = AnyPatience.withoutChance();

  @Nested
  class APoll {

    @ParameterizedTest
    @CsvSource({
      "PT30S, PT30S",
      "PT-1H, PT0.5S", // a clock that is behind ours
      "PT0S, PT0.5S",
      "PT6H, PT6H", // within the longest, never early
      "P1D, P1D",
      "P10D, P1D",
      "P36500D, P1D"
    })
    void followsRetryAfterBetweenTheShortestAndTheLongestWait(Duration asked, Duration waits) {
      assertThat(patience.pollAt(NOON, Optional.of(NOON.plus(asked)))).isEqualTo(NOON.plus(waits));
    }

    @Test
    void hasAnIntervalOfItsOwn() {
      assertThat(patience.pollAt(NOON, Optional.empty())).isEqualTo(NOON.plusSeconds(1));
    }
  }

  /// Up to as long again, and up to a minute at least; here half of that.
  @ParameterizedTest
  @CsvSource({"PT30M, PT45M", "P1D, PT36H", "PT1S, PT31S", "PT-1H, -PT59M30S"})
  void whoWasMadeToWaitComesSoonAfter(Duration asked, Duration waits) {
    var evenly = new Patience(new AnyPatience(), () -> Long.MIN_VALUE); // nextDouble() is 1/2

    assertThat(evenly.soonAfter(NOON, NOON.plus(asked))).isEqualTo(NOON.plus(waits));
  }

  @Nested
  class ARetry {

    @ParameterizedTest
    @CsvSource({"1, PT4S", "2, PT8S", "3, PT16S", "10, PT24M", "1000000, PT24M"})
    void comesLaterEachTimeUpToACap(int failures, Duration pause) {
      assertThat(patience.retryAt(NOON, failures, Optional.empty(), Optional.empty()))
          .isEqualTo(NOON.plus(pause));
    }

    /// Without chance, a fifth sooner than the pause: 30 minutes, or a twentieth of the time left.
    @ParameterizedTest
    @CsvSource({
      "P90D, PT24M",
      "P1D, PT24M",
      "PT5H, PT12M",
      "PT1H, PT2M24S",
      "PT1M, PT48S",
      "-P1D, PT48S"
    })
    void comesSoonerTheLessTimeIsLeft(Duration left, Duration pause) {
      assertThat(patience.retryAt(NOON, 100, Optional.empty(), Optional.of(NOON.plus(left))))
          .isEqualTo(NOON.plus(pause));
    }

    @Test
    void isNotBeforeTheCaWantsIt() {
      assertThat(patience.retryAt(NOON, 1, Optional.of(NOON.plusSeconds(600)), Optional.empty()))
          .isEqualTo(NOON.plusSeconds(600));
    }

    @ParameterizedTest
    @CsvSource({"PT30M", "PT61M", "PT23H59M", "P1D"})
    void isNotBeforeTheCaWantsItForUpToADay(Duration asked) {
      assertThat(
              patience.retryAt(
                  NOON, 1, Optional.of(NOON.plus(asked)), Optional.of(NOON.plusSeconds(60))))
          .isEqualTo(NOON.plus(asked));
    }

    @Test
    void doesNotBelieveACaThatWantsAYear() {
      assertThat(
              patience.retryAt(
                  NOON, 1, Optional.of(NOON.plus(Duration.ofDays(365))), Optional.empty()))
          .isEqualTo(NOON.plus(Duration.ofDays(1)));
    }

    @Test
    void isSpreadByChanceOverAFifthInBothDirections() {
      var chancy = new Patience(new AnyPatience(), new Random(7));
      for (var each = 0; each < 1000; each++) {
        assertThat(chancy.retryAt(NOON, 1, Optional.empty(), Optional.empty()))
            .isBetween(NOON.plusMillis(4000), NOON.plusMillis(6000));
      }
    }
  }

  @Nested
  class AnOrder {

    @Test
    void isGivenUpAtItsDeadline() {
      assertThat(patience.giveUpAt(NOON, Optional.empty()))
          .isEqualTo(NOON.plus(Duration.ofHours(2)));
    }

    @Test
    void isGivenUpWhenTheCaForgetsIt() {
      assertThat(patience.giveUpAt(NOON, Optional.of(NOON.plusSeconds(60))))
          .isEqualTo(NOON.plusSeconds(60));
    }
  }
}
