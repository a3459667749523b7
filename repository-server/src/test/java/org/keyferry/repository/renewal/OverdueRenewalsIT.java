package org.keyferry.repository.renewal;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.keyferry.protocol.bundle.CertificateId;
import org.keyferry.repository.app.RunningRepository;
import org.keyferry.repository.delivery.TestFleet;

/// When a renewal is late enough for people to hear of it.
@QuarkusTest
@QuarkusTestResource(RunningRepository.class)
class OverdueRenewalsIT {

  private static final Instant RENEW_AT = Instant.parse("2100-02-01T00:00:00Z");
  private static final Instant NOT_AFTER = RENEW_AT.plus(Duration.ofDays(20));

  @Inject Renewals renewals;
  @Inject TestFleet fleet;

  @Test
  void aQuarterOfTheTimeThatIsLeftIsLate() {
    var www = fleet.addCertificate("overdue-www").id();
    var life = new Life(NOT_AFTER.minus(Duration.ofDays(60)), NOT_AFTER);
    renewals.succeeded(www, life, RENEW_AT, RENEW_AT);
    var late = RENEW_AT.plus(Duration.ofDays(5));

    assertThat(since(www, late.minusSeconds(1))).isEmpty();
    assertThat(since(www, late)).contains(late);

    renewals.begun(www);
    renewals.failed(www, late.plusSeconds(600));
    assertThat(since(www, late)).as("an order that fails does not put it off").contains(late);

    renewals.succeeded(www, life, RENEW_AT.plus(Duration.ofDays(40)), RENEW_AT);
    assertThat(since(www, late)).isEmpty();
  }

  @Test
  void aFirstOrderThatCameToNothingIsLate() {
    var www = fleet.addCertificate("overdue-new").id();
    renewals.failed(www, RENEW_AT);

    assertThat(since(www, RENEW_AT)).contains(RENEW_AT);
  }

  @Test
  void aCaInAHurryMakesItLateAnHourAfterItsWindow() {
    var www = fleet.addCertificate("overdue-moved").id();
    renewals.succeeded(
        www, new Life(NOT_AFTER.minus(Duration.ofDays(60)), NOT_AFTER), RENEW_AT, RENEW_AT);
    renewals.moved(www, windowUntil(RENEW_AT), RENEW_AT.minus(Duration.ofHours(1)));
    assertThat(renewals.hastenedUntil(www)).isEmpty();

    var end = RENEW_AT.minus(Duration.ofDays(10));
    renewals.moved(www, windowUntil(end), end.minus(Duration.ofHours(1)));

    assertThat(renewals.hastenedUntil(www)).contains(end);
    assertThat(since(www, RENEW_AT)).contains(end.plus(Duration.ofHours(1)));

    renewals.moved(www, windowUntil(RENEW_AT), RENEW_AT.minus(Duration.ofHours(1)));
    assertThat(renewals.hastenedUntil(www)).as("the CA took it back").isEmpty();

    renewals.moved(www, windowUntil(end), end.minus(Duration.ofHours(1)));
    renewals.succeeded(
        www, new Life(RENEW_AT, RENEW_AT.plus(Duration.ofDays(60))), NOT_AFTER, NOT_AFTER);
    assertThat(renewals.hastenedUntil(www)).as("of its successor").isEmpty();
  }

  private static Window windowUntil(Instant end) {
    return new Window(end.minus(Duration.ofDays(1)), end);
  }

  private Optional<Instant> since(CertificateId certificate, Instant now) {
    return renewals.overdue(now, 1000).stream()
        .filter(each -> each.certificate().equals(certificate))
        .map(Renewals.Overdue::since)
        .findFirst();
  }
}
