package org.keyferry.repository.issuance.acme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.repository.certificate.CertificateAuthority;
import org.keyferry.repository.issuance.AcmeFailure;
import org.keyferry.repository.issuance.CaClocks;
import org.keyferry.testkit.FixtureCa;
import org.keyferry.testkit.TurnableClock;
import org.keyferry.testkit.acme.AcmeTestCa;
import org.keyferry.testkit.acme.Trouble;

/// RFC 9110 §10.2.3: "Servers send the Retry-After header field to indicate how long the user agent
/// ought to wait before making a follow-up request."
class HeedfulConnectionTest {

  private final TurnableClock clock =
      TurnableClock.at(InstantSource.system().instant().truncatedTo(ChronoUnit.SECONDS));
  private final CaClocks clocks = new CaClocks(clock);
  private final AcmeTestCa server = AcmeTestCa.settings().start(clock);
  private final Acme4jAuthority acme =
      Replica.of(
          new KeysInMemory(FixtureCa.at(clock.instant())),
          new AccountsInMemory(),
          new PausesInMemory(),
          new AnyAcmeConfig(),
          clocks,
          clock);

  @AfterEach
  void theServerEnds() {
    server.close();
  }

  @Test
  void aBareRefusalIsHeeded() {
    var failure = failure(Trouble.busy(Duration.ofMinutes(2)));

    assertThat(failure.retryAfter())
        .contains(clock.instant().plus(Duration.ofMinutes(2)).plusMillis(1));
    assertThat(failure).hasMessageContaining("is busy (HTTP 503)");
  }

  @Test
  void oneWithAProblemDocumentIsHeededAndQuoted() {
    var failure = failure(Trouble.rateLimited(Duration.ofMinutes(2)));

    assertThat(failure.retryAfter())
        .contains(clock.instant().plus(Duration.ofMinutes(2)).plusMillis(1));
    assertThat(failure).hasMessageContaining("rateLimited: \"too many requests\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"soon", "-5", "0", "Thu, 01 Jan 1970 00:00:00 GMT"})
  void whatIsNoTimeToWaitForIsNotHeeded(String value) {
    assertThat(failure(Trouble.meaningless(503, value)).retryAfter()).isEmpty();

    assertThat(acme.termsOfService(ca())).isPresent();
  }

  @Test
  void aRedirectIsNotFollowed() {
    var failure = failure(Trouble.meaningless(302, "0"));

    assertThat(failure).hasMessageContaining("redirects are not followed");
    assertThat(server.requests().entries()).hasSize(1);
  }

  /// RFC 9110 §6.6.1: "the date and time at which the message was originated".
  @Test
  void whatTimeItIsThereIsHeard() {
    acme.termsOfService(ca());
    assertThat(clocks.disagreement(ca().name())).isEmpty();

    clock.turn(Duration.ofDays(1));
    acme.termsOfService(ca());

    assertThat(clocks.disagreement(ca().name()))
        .hasValueSatisfying(sentence -> assertThat(sentence).contains("set the wrong one"));
  }

  private AcmeFailure.Unavailable failure(Trouble trouble) {
    server.answersNext(trouble);
    var failure =
        catchThrowableOfType(AcmeFailure.Unavailable.class, () -> acme.termsOfService(ca()));
    assertThat(failure).isNotNull();
    return failure;
  }

  private CertificateAuthority ca() {
    return new CertificateAuthority(
        new DisplayName("any"),
        server.directory(),
        List.of(),
        List.of(server.httpsRoot()),
        List.of());
  }
}
