package org.keyferry.repository.incident;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.protocol.pki.Printable;
import org.keyferry.protocol.pki.RevocationReason;
import org.keyferry.protocol.pki.SerialNumber;
import org.keyferry.protocol.problem.ProblemException;
import org.keyferry.protocol.problem.ProblemType;
import org.keyferry.repository.audit.Actor;
import org.keyferry.repository.audit.Audit;
import org.keyferry.repository.audit.AuditEvent;
import org.keyferry.repository.audit.Caller;
import org.keyferry.repository.certificate.Certificate;
import org.keyferry.repository.certificate.CertificateAuthorities;
import org.keyferry.repository.certificate.CertificateDesk;
import org.keyferry.repository.certificate.CertificateVersion;
import org.keyferry.repository.certificate.CertificateVersions;
import org.keyferry.repository.issuance.OrderDesk;
import org.keyferry.repository.issuance.Orders;

/// What officers, and incidents, do with revocations.
@ApplicationScoped
@Transactional
public class RevocationDesk implements RevocationRequests {

  private static final Logger LOG = Logger.getLogger(RevocationDesk.class);

  private final Revocations revocations;
  private final Orders placed;
  private final CertificateDesk certificates;
  private final CertificateVersions versions;
  private final CertificateAuthorities authorities;
  private final OrderDesk orders;
  private final Audit audit;
  private final Caller caller;
  private final Supplier<UUID> ids;
  private final InstantSource clock;

  public RevocationDesk(
      Revocations revocations,
      Orders placed,
      CertificateDesk certificates,
      CertificateVersions versions,
      CertificateAuthorities authorities,
      OrderDesk orders,
      Audit audit,
      Caller caller,
      Supplier<UUID> ids,
      InstantSource clock) {
    this.revocations = revocations;
    this.placed = placed;
    this.certificates = certificates;
    this.versions = versions;
    this.authorities = authorities;
    this.orders = orders;
    this.audit = audit;
    this.caller = caller;
    this.ids = ids;
    this.clock = clock;
  }

  /// Has a version revoked, now or when hosts serve a newer one, which is ordered if there is none.
  ///
  /// @throws ProblemException NOT_FOUND; REFERENCE_UNKNOWN if the certificate has no version with
  ///   the serial number; STATE_CONFLICT if it is revoked or going to be, or its CA is not known
  public StoredRevocation request(
      DisplayName name, SerialNumber serial, RevocationReason reason, When when) {
    var certificate = certificates.find(name);
    var version = versionOf(certificate, serial);
    return switch (when) {
      case When.Now _ -> add(version, reason, caller.actor(), Optional.empty());
      case When.Replaced replaced -> {
        if (isNewest(version)) {
          orders.plan(certificate);
        }
        yield add(version, reason, caller.actor(), Optional.of(replaced));
      }
    };
  }

  @Override
  public void requestNow(CertificateVersion version, RevocationReason reason) {
    if (revocations.of(version.certificate(), version.version()).filter(this::counts).isEmpty()) {
      // an officer may be faster between the two: then it is requested, too
      tryToAdd(version, reason, Actor.repository(), Optional.empty());
    }
  }

  /// Only while it is held.
  ///
  /// @throws ProblemException NOT_FOUND; STATE_CONFLICT if it is too late
  public StoredRevocation withdraw(String id) {
    var found = find(id);
    if (!(found.revocation() instanceof Revocation.Held held)
        || !revocations.replace(found, held.withdrawn(), clock.instant())) {
      throw new ProblemException(
          ProblemType.STATE_CONFLICT,
          "revocation "
              + found.revocation().id()
              + " is "
              + RevocationState.of(found.revocation())
              + ": only what is held can be withdrawn");
    }
    audit.record(eventOf("revocation.withdrawn", held, caller.actor()));
    return find(id);
  }

  /// @throws ProblemException NOT_FOUND
  public StoredRevocation find(String id) {
    try {
      return revocations
          .find(new RevocationId(UUID.fromString(id)))
          .orElseThrow(() -> noRevocation(id));
    } catch (IllegalArgumentException _) {
      throw noRevocation(id);
    }
  }

  /// @throws ProblemException NOT_FOUND if the certificate is unknown
  public List<StoredRevocation> page(
      Optional<DisplayName> certificate, Optional<RevocationId> after, int limit) {
    return revocations.page(certificate.map(certificates::find).map(Certificate::id), after, limit);
  }

  private StoredRevocation add(
      CertificateVersion version,
      RevocationReason reason,
      Actor actor,
      Optional<When.Replaced> replaced) {
    return tryToAdd(version, reason, actor, replaced)
        .orElseThrow(() ->
            new ProblemException(
                ProblemType.STATE_CONFLICT,
                "the version with serial "
                    + SerialNumber.of(version.chain().leaf())
                    + " is revoked, or going to be"));
  }

  /// @return empty if it is revoked, or going to be; then nothing is written
  private Optional<StoredRevocation> tryToAdd(
      CertificateVersion version,
      RevocationReason reason,
      Actor actor,
      Optional<When.Replaced> replaced) {
    var now = clock.instant();
    var id = new RevocationId(ids.get());
    var subject = subjectOf(version, reason);
    var revocation =
        replaced.isEmpty()
            ? new Revocation.Due(id, subject)
            : new Revocation.Held(id, subject, replaced.get().patience().map(now::plus));
    if (!revocations.add(revocation, actor, now)) {
      return Optional.empty();
    }
    audit.record(eventOf("revocation.requested", revocation, actor));
    LOG.infof(
        "revocation requested revocation=%s serial=%s ca=%s reason=%s state=%s",
        id, subject.serial(), subject.ca(), reason, RevocationState.of(revocation));
    return revocations.find(id);
  }

  private Revocation.Subject subjectOf(CertificateVersion version, RevocationReason reason) {
    var serial = SerialNumber.of(version.chain().leaf());
    var ca =
        placed
            .issuerOf(version.certificate(), version.version())
            .filter(name -> authorities.named(name).isPresent())
            .orElseThrow(() ->
                new ProblemException(
                    ProblemType.STATE_CONFLICT,
                    "the repository has no account at the CA that issued serial "
                        + serial
                        + ": ask that CA itself"));
    return new Revocation.Subject(version.certificate(), version.version(), serial, ca, reason);
  }

  private CertificateVersion versionOf(Certificate certificate, SerialNumber serial) {
    return versions.of(certificate.id()).stream()
        .filter(each -> SerialNumber.of(each.chain().leaf()).equals(serial))
        .findFirst()
        .orElseThrow(() ->
            ProblemException.at(
                ProblemType.REFERENCE_UNKNOWN,
                "serial",
                "certificate " + certificate.name() + " has no version with serial " + serial));
  }

  private boolean isNewest(CertificateVersion version) {
    return versions
        .newest(version.certificate())
        .filter(newest -> newest.version().isNewerThan(version.version()))
        .isEmpty();
  }

  private boolean counts(StoredRevocation stored) {
    return switch (stored.revocation()) {
      case Revocation.Held _, Revocation.Due _, Revocation.Revoked _ -> true;
      case Revocation.Refused _, Revocation.Withdrawn _ -> false;
    };
  }

  private static ProblemException noRevocation(String id) {
    return new ProblemException(ProblemType.NOT_FOUND, "no revocation " + Printable.of(id));
  }

  static AuditEvent eventOf(String kind, Revocation revocation, Actor actor) {
    var subject = revocation.subject();
    return AuditEvent.of(kind, actor, revocation.id().toString())
        .with("certificate", subject.certificate())
        .with("version", subject.version())
        .with("serial", subject.serial())
        .with("ca", subject.ca())
        .with("reason", subject.reason());
  }

  /// When a version is to be revoked.
  public sealed interface When {

    /// As soon as the CA takes it.
    record Now() implements When {}

    /// When all hosts serve a newer version.
    ///
    /// @param patience after which it is revoked all the same; empty: never
    record Replaced(Optional<Duration> patience) implements When {}
  }

  /// @return the moment until which a held revocation waits
  public static Optional<Instant> deadlineOf(Revocation revocation) {
    return revocation instanceof Revocation.Held held ? held.deadline() : Optional.empty();
  }
}
