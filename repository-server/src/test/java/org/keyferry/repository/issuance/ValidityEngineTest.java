package org.keyferry.repository.issuance;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.keyferry.repository.certificate.Validity;
import org.keyferry.repository.certificate.Validity.Otherwise;

/// What is wanted of a life, beside what is granted.
class ValidityEngineTest {

  private static final Instant NOON = Instant.parse("2026-11-25T12:00:00Z");

  @ParameterizedTest(name = "wanted {0} to {1}, granted {2}: {3}")
  @CsvSource({
    ", , P90D, PT0S",
    ", P47D, P47D, PT0S",
    ", P47D, P47DT1H, PT0S", // begun an hour ago, for slow clocks
    ", P47D, P47DT1H1S, PT1H1S",
    ", P47D, P90D, P43D",
    "P47D, , P46DT23H59M59S, PT0S",
    "P47D, , P6D, P-41D",
    "P5D, P47D, P6D, PT0S",
    "P5D, P47D, P1D, P-4D",
    "P5D, P47D, P48D, P1D"
  })
  void theDifferenceIsWhatGoesBeyondTheRange(
      @Nullable Duration shortest,
      @Nullable Duration longest,
      Duration granted,
      Duration difference) {
    assertThat(ValidityEngine.difference(wanted(shortest, longest, Otherwise.REFUSE), granted))
        .isEqualTo(difference);
  }

  @Test
  void aRefusalSaysBothNumbers() {
    var wanted = wanted(Duration.ofDays(5), Duration.ofDays(47), Otherwise.REFUSE);

    assertThat(ValidityEngine.fault(wanted, Duration.ofDays(90)))
        .contains(
            new Verdict.Refused(ChainFault.LIVES_TOO_LONG, "P90D, and the policy allows P47D"));
    assertThat(ValidityEngine.fault(wanted, Duration.ofHours(100)))
        .contains(
            new Verdict.Refused(
                ChainFault.LIVES_TOO_BRIEFLY, "P4DT4H, and the policy wants P5D at least"));
    assertThat(ValidityEngine.fault(wanted, Duration.ofDays(6))).isEmpty();
  }

  @Test
  void aPolicyMayAcceptWhatItDoesNotWant() {
    var wanted = wanted(Duration.ofDays(5), Duration.ofDays(47), Otherwise.ACCEPT);

    assertThat(ValidityEngine.fault(wanted, Duration.ofDays(90))).isEmpty();
    assertThat(ValidityEngine.fault(wanted, Duration.ofDays(1))).isEmpty();
  }

  @Test
  void noPolicyAcceptsWhatNoClientTakes() {
    var wanted = wanted(null, Duration.ofDays(47), Otherwise.ACCEPT);

    assertThat(ValidityEngine.fault(wanted, Duration.ofDays(365_000)))
        .contains(
            new Verdict.Refused(
                ChainFault.LIVES_TOO_LONG, "P365000D, and no TLS client takes more than P825D"));
    assertThat(ValidityEngine.fault(Validity.any(), Duration.ofDays(826))).isPresent();
  }

  @Test
  void ofTheLeversThatACaTookTheStrongestCounts() {
    var date = Optional.of(NOON);
    var profile = Optional.of("shortlived");

    assertThat(taken(date, profile)).isEqualTo(new ValidityLever.NotAfter(NOON));
    assertThat(taken(Optional.empty(), profile)).isEqualTo(new ValidityLever.Profile("shortlived"));
    assertThat(taken(Optional.empty(), Optional.empty())).isEqualTo(new ValidityLever.None());
  }

  private static ValidityLever taken(Optional<Instant> notAfter, Optional<String> profile) {
    return ValidityEngine.taken(
        new AcmeAuthority.Placement(
            URI.create("https://ca.example/order/1"), Optional.empty(), notAfter, profile));
  }

  private static Validity wanted(
      @Nullable Duration shortest, @Nullable Duration longest, Otherwise otherwise) {
    return new Validity(
        Optional.ofNullable(shortest), Optional.ofNullable(longest), Optional.empty(), otherwise);
  }
}
