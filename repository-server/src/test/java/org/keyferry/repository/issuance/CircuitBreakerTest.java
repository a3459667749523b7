package org.keyferry.repository.issuance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.testkit.TurnableClock;

/// A CA that does not answer is left alone, and found out about by one order at a time.
class CircuitBreakerTest {

  private static final Instant NOON = Instant.parse("2026-11-25T12:00:00Z");
  private static final DisplayName CA = new DisplayName("le");
  private static final DisplayName OTHER = new DisplayName("zero");

  private final TurnableClock clock = TurnableClock.at(NOON);
  private final CircuitBreaker breaker =
      new CircuitBreaker(new CircuitsInMemory(), new AnyCircuits(), clock);

  @Test
  void fourFailuresAreForgivenByOneAnswer() {
    fail(4);
    breaker.succeeded(CA);
    fail(4);

    assertThat(breaker.admit(CA)).isEmpty();
  }

  @Test
  void fiveFailuresInARowOpenItForAMinute() {
    fail(5);

    assertThat(breaker.admit(CA))
        .contains(new Circuit.Open(NOON, NOON.plusSeconds(60), 0, "no answer"));
  }

  @Test
  void anotherCaIsNotMeant() {
    fail(5);

    assertThat(breaker.admit(OTHER)).isEmpty();
  }

  @Test
  void aCaThatNamesALaterTimeIsNotAskedBefore() {
    fail(4);
    breaker.failed(CA, "busy", Optional.of(NOON.plusSeconds(3600)));

    clock.turnTo(NOON.plusSeconds(3599));
    assertThat(breaker.admit(CA)).isPresent();
    clock.turnTo(NOON.plusSeconds(3600));
    assertThat(breaker.admit(CA)).isEmpty();
  }

  @Nested
  class WhenAMinuteHasPassed {

    @BeforeEach
    void open() {
      fail(5);
      clock.turnTo(NOON.plusSeconds(60));
    }

    @Test
    void oneOrderFindsOut() {
      assertThat(breaker.admit(CA)).isEmpty();
      assertThat(breaker.admit(CA)).containsInstanceOf(Circuit.HalfOpen.class);
    }

    @Test
    void anotherMayIfNothingIsHeardOfTheFirst() {
      breaker.admit(CA);

      clock.turnTo(NOON.plusSeconds(60 + 120));

      assertThat(breaker.admit(CA)).isEmpty();
    }

    @Test
    void anAnswerClosesIt() {
      breaker.admit(CA);
      breaker.succeeded(CA);

      assertThat(breaker.of(CA)).isEqualTo(Circuit.fresh());
      assertThat(breaker.admit(CA)).isEmpty();
    }

    @Test
    void silenceOpensItForTwiceAsLong() {
      breaker.admit(CA);
      breaker.failed(CA, "still no answer", Optional.empty());

      assertThat(breaker.of(CA))
          .isEqualTo(new Circuit.Open(NOON, NOON.plusSeconds(180), 1, "still no answer"));
    }

    @Test
    void thePauseGrowsToHalfAnHour() {
      for (var probe = 0; probe < 10; probe++) {
        breaker.admit(CA);
        breaker.failed(CA, "still no answer", Optional.empty());
        clock.turnTo(((Circuit.Open) breaker.of(CA)).probeAt());
      }
      breaker.admit(CA);
      breaker.failed(CA, "still no answer", Optional.empty());

      assertThat(((Circuit.Open) breaker.of(CA)).probeAt())
          .isEqualTo(clock.instant().plus(Duration.ofMinutes(30)));
    }

    @Test
    void ordersThatWereOnTheirWayDoNotProlongThePause() {
      breaker.admit(CA);
      breaker.failed(CA, "still no answer", Optional.empty());
      var before = breaker.of(CA);

      breaker.failed(CA, "no answer either", Optional.empty());

      assertThat(breaker.of(CA)).isEqualTo(before);
    }
  }

  private void fail(int times) {
    for (var failure = 0; failure < times; failure++) {
      breaker.failed(CA, "no answer", Optional.empty());
    }
  }
}
