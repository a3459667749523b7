package org.keyferry.repository.renewal;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.keyferry.protocol.pki.KeyType;
import org.keyferry.testkit.FixtureCa;

/// When a certificate is renewed. A certificate of [FixtureCa] is an hour older than NOON.
class RenewalTimesTest {

  private static final Instant NOON = Instant.parse("2026-11-25T12:00:00Z");
  private static final Instant BIRTH = NOON.minus(Duration.ofHours(1));

  private final RenewalTimes punctual = new RenewalTimes(new Defaults(), () -> 0);
  private final RenewalTimes chancy = new RenewalTimes(new Defaults(), new Random(7));

  @Nested
  class WithoutAWordInThePolicy {

    @Test
    void itIsAtTwoThirdsOfItsLife() {
      assertThat(punctual.after(leaf(Duration.ofHours(89 * 24 + 23)), Optional.empty()))
          .isEqualTo(BIRTH.plus(Duration.ofDays(60)));
    }

    @Test
    void itIsAtHalfOfAShortLife() {
      assertThat(punctual.after(leaf(Duration.ofHours(6 * 24 - 1)), Optional.empty()))
          .isEqualTo(BIRTH.plus(Duration.ofDays(3)));
    }
  }

  @Test
  void itIsAtTheShareThatThePolicySays() {
    assertThat(punctual.after(leaf(Duration.ofHours(99)), Optional.of(0.5)))
        .isEqualTo(BIRTH.plus(Duration.ofHours(50)));
  }

  @Test
  void chanceMakesItSoonerByAFiftiethOfTheLifeAtMost() {
    var leaf = leaf(Duration.ofHours(99));
    for (var each = 0; each < 1000; each++) {
      assertThat(chancy.after(leaf, Optional.of(0.5)))
          .isBetween(BIRTH.plus(Duration.ofHours(48)), BIRTH.plus(Duration.ofHours(50)));
    }
  }

  @ParameterizedTest
  @CsvSource({"1, PT9M", "2, PT18M", "3, PT36M", "10, PT324M", "1000000, PT324M"})
  void afterFailuresItComesLaterEachTimeUpToACap(int failures, Duration pause) {
    assertThat(punctual.afterFailure(NOON, failures)).isEqualTo(NOON.plus(pause));
  }

  private static X509Certificate leaf(Duration left) {
    return FixtureCa.at(NOON)
        .issue(FixtureCa.keyPair(KeyType.EC_P256).getPublic(), left, "www.example.org")
        .leaf();
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
