package org.keyferry.repository.renewal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// When a certificate is renewed.
class RenewalTimesTest {

  private static final Instant NOON = Instant.parse("2026-11-25T12:00:00Z");
  private static final Optional<Double> NO_SHARE = Optional.empty();
  private static final Optional<Duration> NO_OUTAGE = Optional.empty();

  private final RenewalTimes punctual = new RenewalTimes(new Defaults(), () -> 0);
  private final RenewalTimes chancy = new RenewalTimes(new Defaults(), new Random(7));

  @Nested
  class WithoutAWordInThePolicy {

    @Test
    void itIsAtTwoThirdsOfItsLife() {
      assertThat(punctual.after(life(Duration.ofDays(90)), NO_SHARE, NO_OUTAGE))
          .isEqualTo(NOON.plus(Duration.ofDays(60)));
    }

    @Test
    void itIsAtHalfOfAShortLife() {
      assertThat(punctual.after(life(Duration.ofDays(6)), NO_SHARE, NO_OUTAGE))
          .isEqualTo(NOON.plus(Duration.ofDays(3)));
    }
  }

  @Test
  void itIsAtTheShareThatThePolicySays() {
    assertThat(punctual.after(life(Duration.ofHours(100)), Optional.of(0.5), NO_OUTAGE))
        .isEqualTo(NOON.plus(Duration.ofHours(50)));
  }

  @Test
  void chanceMakesItSoonerByAFiftiethOfTheLifeAtMost() {
    for (var each = 0; each < 1000; each++) {
      assertThat(chancy.after(life(Duration.ofHours(100)), Optional.of(0.5), NO_OUTAGE))
          .isBetween(NOON.plus(Duration.ofHours(48)), NOON.plus(Duration.ofHours(50)));
    }
  }

  @Nested
  class WhenAnOutageIsToBeSurvived {

    @Test
    void itIsBeforeTheOutageAndAMarginOfATwentieth() {
      var life = life(Duration.ofDays(40));

      var renewAt = punctual.after(life, Optional.of(0.95), Optional.of(Duration.ofDays(10)));

      assertThat(renewAt).isEqualTo(NOON.plus(Duration.ofDays(28)));
    }

    @Test
    void anOutageThatOutlastsTheLifeDoesNotMakeOrdersWithoutEnd() {
      assertThat(punctual.latest(life(Duration.ofDays(6)), Optional.of(Duration.ofDays(6))))
          .isEqualTo(NOON.plus(Duration.ofDays(6).dividedBy(10)));
    }
  }

  @Nested
  class WithAWindowOfTheCa {

    private final Life life = life(Duration.ofDays(90));

    /// RFC 9773 §4.2: "Select a uniform random time within the suggested window."
    @Test
    void itIsSomewhereInIt() {
      var window = new Window(day(30), day(32));
      var halves = new int[2];
      for (var each = 0; each < 1000; each++) {
        var renewAt = within(chancy, window, NO_SHARE, NO_OUTAGE, NOON);
        assertThat(renewAt).isBetween(day(30), day(32));
        halves[renewAt.isBefore(day(31)) ? 0 : 1]++;
      }
      assertThat(halves[0]).isBetween(400, 600);
    }

    /// RFC 9773 §4.2: "If the selected time is in the past, attempt renewal immediately."
    @Test
    void itIsNowIfTheWindowHasPassed() {
      assertThat(within(chancy, new Window(day(3), day(4)), NO_SHARE, NO_OUTAGE, day(20)))
          .isEqualTo(day(20));
    }

    @Test
    void itIsNoLaterThanTheOutageAllows() {
      var late = new Window(day(88), day(89));

      assertThat(within(chancy, late, NO_SHARE, Optional.of(Duration.ofDays(10)), NOON))
          .isEqualTo(punctual.latest(life, Optional.of(Duration.ofDays(10))))
          .isBefore(day(76));
    }

    @Test
    void itIsSoonerIfThePolicySaysSo() {
      assertThat(within(punctual, new Window(day(60), day(61)), Optional.of(0.5), NO_OUTAGE, NOON))
          .isEqualTo(day(45));
    }

    @Test
    void aWindowThatHasAlwaysPassedDoesNotMakeOrdersWithoutEnd() {
      var passed = new Window(day(-2), day(-1));

      assertThat(within(chancy, passed, NO_SHARE, NO_OUTAGE, NOON))
          .isEqualTo(NOON.plus(Duration.ofHours(1)));
    }

    private Instant within(
        RenewalTimes times,
        Window window,
        Optional<Double> renewAfter,
        Optional<Duration> outage,
        Instant now) {
      return times.within(window, life, NOON, renewAfter, outage, now);
    }
  }

  @ParameterizedTest
  @CsvSource({"1, PT9M", "2, PT18M", "3, PT36M", "10, PT324M", "1000000, PT324M"})
  void afterFailuresItComesLaterEachTimeUpToACap(int failures, Duration pause) {
    assertThat(punctual.afterFailure(NOON, failures, Optional.empty())).isEqualTo(NOON.plus(pause));
    assertThat(punctual.afterFailure(NOON, failures, Optional.of(day(30))))
        .isEqualTo(NOON.plus(pause));
  }

  @ParameterizedTest
  @CsvSource({"PT10H, PT54M", "PT1H, PT9M", "PT0S, PT9M", "-PT100H, PT9M"})
  void theLessIsLeftTheMoreOftenItIsTried(Duration left, Duration pause) {
    assertThat(punctual.afterFailure(NOON, 10, Optional.of(NOON.plus(left))))
        .isEqualTo(NOON.plus(pause));
  }

  private static Life life(Duration duration) {
    return new Life(NOON, NOON.plus(duration));
  }

  private static Instant day(int number) {
    return NOON.plus(Duration.ofDays(number));
  }

  private record Defaults() implements RenewalConfig {

    @Override
    public Duration tick() {
      return Duration.ofMinutes(1);
    }

    @Override
    public Duration firstRetry() {
      return Duration.ofMinutes(10);
    }

    @Override
    public Duration longestRetry() {
      return Duration.ofHours(6);
    }
  }
}
