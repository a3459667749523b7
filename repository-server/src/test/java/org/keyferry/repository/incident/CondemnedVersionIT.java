package org.keyferry.repository.incident;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.keyferry.protocol.bundle.CertificateId;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.protocol.pki.RevocationReason;
import org.keyferry.protocol.pki.SerialNumber;
import org.keyferry.repository.app.RunningRepository;
import org.keyferry.repository.audit.Actor;
import org.keyferry.repository.certificate.CertificateVersion;
import org.keyferry.repository.delivery.TestFleet;
import org.keyferry.repository.issuance.Standings;
import org.keyferry.repository.renewal.Life;
import org.keyferry.repository.renewal.Renewals;
import org.keyferry.repository.renewal.Window;

/// A version that its CA is to revoke, or wants replaced in a hurry, is nothing to wait with; the
/// successor of a revoked one is due at once.
@QuarkusTest
@QuarkusTestResource(RunningRepository.class)
class CondemnedVersionIT {

  private static final Duration DAYS = Duration.ofDays(30);
  private static int counter;

  @Inject private TestFleet fleet;
  @Inject private Revocations revocations;
  @Inject private RevocationBook book;
  @Inject private Standings standings;
  @Inject private Renewals renewals;
  @Inject private InstantSource clock;

  private CertificateId certificate;
  private CertificateVersion version;
  private RevocationId revocation;
  private Instant renewAt;

  @BeforeEach
  void aCertificateThatIsDueInAMonth() {
    var added = fleet.addCertificate("condemned-" + ++counter);
    version = fleet.publish(added);
    certificate = added.id();
    revocation = new RevocationId(new UUID(7, counter));
    renewAt = clock.instant().plus(DAYS).truncatedTo(ChronoUnit.SECONDS);
    renewals.succeeded(
        certificate, new Life(clock.instant(), renewAt.plus(DAYS)), renewAt, renewAt.plus(DAYS));
  }

  @AfterEach
  void nothingIsOrderedForIt() {
    renewals.begun(certificate);
  }

  @Test
  void whatIsHeldIsServedOn() {
    hold(RevocationReason.SUPERSEDED);

    assertThat(isInDanger()).isFalse();
    assertThat(renewals.dates(List.of(certificate))).containsEntry(certificate, renewAt);
  }

  @Test
  void whatIsToBeRevokedHasEnded() {
    hold(RevocationReason.KEY_COMPROMISE);

    goOn();

    var now = clock.instant();
    assertThat(isInDanger()).isTrue();
    assertThat(renewals.dates(List.of(certificate)).get(certificate)).isBeforeOrEqualTo(now);
    assertThat(renewals.notAfter(certificate).orElseThrow()).isBeforeOrEqualTo(now);
    assertThat(renewals.overdue(now.plus(Duration.ofHours(1)), 1000))
        .extracting(Renewals.Overdue::certificate)
        .contains(certificate);
  }

  @Test
  void aServiceThatEndsNeedsNoSuccessor() {
    hold(RevocationReason.CESSATION_OF_OPERATION);

    goOn();

    assertThat(renewals.dates(List.of(certificate))).containsEntry(certificate, renewAt);
  }

  @Test
  void whatTheCaWillNotRevokeIsServedOn() {
    hold(RevocationReason.SUPERSEDED);
    goOn();

    enter(found -> found instanceof Revocation.Due due ? due.refused("no") : found);

    assertThat(isInDanger()).isFalse();
  }

  @Test
  void aCaInAHurryIsNotWaitedForAsLongAsTheLifeLasts() {
    var end = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    renewals.moved(certificate, windowUntil(renewAt), renewAt);
    assertThat(isInDanger()).isFalse();

    renewals.moved(certificate, windowUntil(end), renewAt);

    assertThat(isInDanger()).isTrue();
  }

  private static Window windowUntil(Instant end) {
    return new Window(end.minus(Duration.ofDays(1)), end);
  }

  private void hold(RevocationReason reason) {
    var subject =
        new Revocation.Subject(
            certificate,
            version.version(),
            SerialNumber.of(version.chain().leaf()),
            new DisplayName("fixture"),
            reason,
            RevocationKey.ACCOUNT);
    var held = new Revocation.Held(revocation, subject, Optional.of(clock.instant().plus(DAYS)));
    revocations.add(held, Actor.repository(), clock.instant());
  }

  private void goOn() {
    enter(found -> found instanceof Revocation.Held held ? held.due() : found);
  }

  /// The repository's own worker may look at it meanwhile.
  private void enter(UnaryOperator<Revocation> next) {
    var isEntered = false;
    while (!isEntered) {
      var found = revocations.find(revocation).orElseThrow();
      isEntered = book.enter(found, next.apply(found.revocation()));
    }
  }

  private boolean isInDanger() {
    return standings.of(certificate).isInDanger(clock.instant());
  }
}
