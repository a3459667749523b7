package org.keyferry.repository.incident;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.keyferry.protocol.bundle.AuditCheckpoint;
import org.keyferry.protocol.bundle.CertificateId;
import org.keyferry.protocol.bundle.Version;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.protocol.pki.KeyType;
import org.keyferry.protocol.pki.RevocationReason;
import org.keyferry.protocol.pki.SerialNumber;
import org.keyferry.repository.agent.UnheardEvent;
import org.keyferry.repository.audit.Actor;
import org.keyferry.repository.audit.Audit;
import org.keyferry.repository.audit.AuditEvent;
import org.keyferry.repository.certificate.CertificateAuthority;
import org.keyferry.repository.certificate.CertificateVersion;
import org.keyferry.repository.custody.KeyReference;
import org.keyferry.repository.issuance.AcmeFailure;
import org.keyferry.repository.issuance.AnyPatience;
import org.keyferry.repository.issuance.KnownVersions;
import org.keyferry.repository.issuance.SomeAuthorities;
import org.keyferry.testkit.FixtureCa;
import org.keyferry.testkit.TurnableClock;

/// A version is revoked when it is time, as often as the CA wants to hear of it, and never twice.
class RevocationWorkerTest {

  private static final Instant NOON = Instant.parse("2026-11-25T12:00:00Z");
  private static final DisplayName CA = new DisplayName("ca");
  private static final CertificateId WWW =
      new CertificateId(UUID.fromString("0193a5c0-0000-7000-8000-00000000beef"));

  private final TurnableClock clock = TurnableClock.at(NOON);
  private final RevocationsInMemory revocations = new RevocationsInMemory();
  private final KnownVersions versions = new KnownVersions();
  private final RevokingCa ca = new RevokingCa();
  private final List<String> recorded = new ArrayList<>();
  private Coverage coverage = Coverage.NOBODY;
  private RevocationWorker worker;

  @BeforeEach
  void aWorker() {
    var authority =
        new CertificateAuthority(
            CA, URI.create("https://ca.example/dir"), List.of(), List.of(), List.of());
    worker =
        new RevocationWorker(
            revocations,
            new RevocationBook(revocations, versions, new Recorded(), new UnheardEvent<>(), clock),
            versions,
            SomeAuthorities.only(authority),
            _ -> Map.of(WWW, coverage),
            ca.asPort(),
            AnyPatience.withoutChance(),
            clock);
  }

  @Test
  void whatIsDueIsRevokedAndMarked() {
    var first = publish(1);
    request(due(first));

    worker.work();
    worker.work();

    assertThat(ca.heard).containsExactly("ca " + serialOf(first) + " keyCompromise");
    assertThat(state()).isEqualTo(RevocationState.REVOKED);
    assertThat(versions.revocations(WWW)).containsOnlyKeys(first.version());
    assertThat(recorded).containsExactly("version.revoked");
  }

  @Nested
  class WhenTheCaIsAway {

    @Test
    void itIsAskedLessAndLessOften() {
      request(due(publish(1)));
      ca.fails(unavailable(Optional.empty()));

      for (var second = 0; second < 60; second++) {
        worker.work();
        clock.turn(Duration.ofSeconds(1));
      }

      assertThat(ca.heard).hasSizeBetween(3, 5);
      ca.isWell();
      clock.turn(Duration.ofHours(1));
      worker.work();
      assertThat(state()).isEqualTo(RevocationState.REVOKED);
    }

    @Test
    void itCanBeTakenBackBetweenTwoAttempts() {
      request(due(publish(1)));
      assertThat(only().withdrawn(clock.instant())).as("before the first").isEmpty();
      ca.fails(unavailable(Optional.of(NOON.plusSeconds(600))));
      worker.work();

      var withdrawn = only().withdrawn(clock.instant());

      assertThat(withdrawn).isPresent();
      clock.turnTo(NOON.plusSeconds(600));
      assertThat(only().withdrawn(clock.instant())).as("while it is asked again").isEmpty();
      revocations.replace(only(), withdrawn.orElseThrow(), clock.instant());
      worker.work();
      assertThat(ca.heard).hasSize(1);
      assertThat(state()).isEqualTo(RevocationState.WITHDRAWN);
    }

    @Test
    void nothingIsAskedBeforeItsRetryAfterForNoVersion() {
      request(due(publish(1)));
      request(due(publish(2)));
      ca.fails(unavailable(Optional.of(NOON.plusSeconds(600))));
      worker.work();

      clock.turnTo(NOON.plusSeconds(599));
      worker.work();
      assertThat(ca.heard).hasSize(1);

      clock.turnTo(NOON.plusSeconds(600));
      ca.isWell();
      worker.work();
      assertThat(ca.heard).hasSize(3);
    }
  }

  @Test
  void whereTheAccountMayNotTheCertificatesOwnKeySaysIt() {
    var first = publish(1);
    request(due(first));
    ca.knowsOnlyKeys();

    worker.work();

    var words = "ca " + serialOf(first) + " keyCompromise";
    assertThat(ca.heard).containsExactly(words, words + " by its key");
    assertThat(state()).isEqualTo(RevocationState.REVOKED);
    assertThat(recorded).containsExactly("revocation.account-refused", "version.revoked");
  }

  @Test
  void aRefusalOfBothKeysEndsItAndSaysWhy() {
    request(due(publish(1)));
    ca.fails(new AcmeFailure.Refused("the CA ca refused: unauthorized", new Throwable()));

    worker.work();

    assertThat(state()).isEqualTo(RevocationState.REFUSED);
    assertThat(only().lastError()).contains("the CA ca refused: unauthorized");
    assertThat(versions.revocations(WWW)).isEmpty();
  }

  @Nested
  class WhenItIsToBeReplacedFirst {

    @Test
    void itWaitsForANewerVersion() {
      request(held(publish(1), Optional.empty()));

      worker.work();

      assertThat(state()).isEqualTo(RevocationState.HELD);
      assertThat(only().lastError()).contains("there is no newer version yet");
    }

    @Test
    void itWaitsForEveryTarget() {
      request(held(publish(1), Optional.empty()));
      publish(2);
      coverage = new Coverage(2, 1, Optional.empty(), Optional.of("agent web2, target www: stale"));

      worker.work();

      assertThat(ca.heard).isEmpty();
      assertThat(only().lastError())
          .contains("1 of 2 targets serve a newer version; agent web2, target www: stale");

      coverage = new Coverage(2, 2, Optional.empty(), Optional.empty());
      clock.turn(Duration.ofSeconds(2));
      worker.work();

      assertThat(state()).isEqualTo(RevocationState.REVOKED);
    }

    @Test
    void itWaitsNoLongerThanTheOfficerSaid() {
      request(held(publish(1), Optional.of(NOON.plusSeconds(60))));

      clock.turnTo(NOON.plusSeconds(59));
      worker.work();
      assertThat(ca.heard).isEmpty();

      clock.turnTo(NOON.plusSeconds(60));
      worker.work();
      assertThat(state()).isEqualTo(RevocationState.REVOKED);
    }
  }

  private CertificateVersion publish(int counter) {
    var key = FixtureCa.keyPair(KeyType.EC_P256);
    var version =
        new CertificateVersion(
            WWW,
            new Version(1, counter),
            FixtureCa.at(NOON).issue(key.getPublic(), "www.example.test"),
            new KeyReference(new UUID(0, counter)),
            NOON);
    versions.publish(version);
    return version;
  }

  private void request(Revocation revocation) {
    revocations.add(revocation, Actor.repository(), clock.instant());
  }

  private static Revocation due(CertificateVersion version) {
    return new Revocation.Due(idFor(version), subject(version));
  }

  private static Revocation held(CertificateVersion version, Optional<Instant> deadline) {
    return new Revocation.Held(idFor(version), subject(version), deadline);
  }

  private static RevocationId idFor(CertificateVersion version) {
    return new RevocationId(new UUID(1, version.version().counter()));
  }

  private static Revocation.Subject subject(CertificateVersion version) {
    return new Revocation.Subject(
        WWW,
        version.version(),
        serialOf(version),
        CA,
        RevocationReason.KEY_COMPROMISE,
        RevocationKey.ACCOUNT);
  }

  private static SerialNumber serialOf(CertificateVersion version) {
    return SerialNumber.of(version.chain().leaf());
  }

  private StoredRevocation only() {
    return revocations.page(Optional.empty(), Optional.empty(), 1).getFirst();
  }

  private RevocationState state() {
    return RevocationState.of(only().revocation());
  }

  private static AcmeFailure unavailable(Optional<Instant> retryAfter) {
    return new AcmeFailure.Unavailable("the CA ca is away", retryAfter, new Throwable());
  }

  private final class Recorded implements Audit {

    @Override
    public void record(AuditEvent event) {
      recorded.add(event.kind());
    }

    @Override
    public AuditCheckpoint checkpoint() {
      throw new IllegalStateException("nobody asks");
    }
  }
}
