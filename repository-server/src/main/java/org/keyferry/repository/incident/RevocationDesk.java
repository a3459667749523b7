package org.keyferry.repository.incident;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
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
import org.keyferry.repository.certificate.VersionCondemned;
import org.keyferry.repository.issuance.AcmeAccounts;
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
  private final AcmeAccounts accounts;
  private final OrderDesk orders;
  private final Audit audit;
  private final Event<VersionCondemned> condemned;
  private final Caller caller;
  private final Supplier<UUID> ids;
  private final InstantSource clock;

  public RevocationDesk(
      Revocations revocations,
      Orders placed,
      CertificateDesk certificates,
      CertificateVersions versions,
      CertificateAuthorities authorities,
      AcmeAccounts accounts,
      OrderDesk orders,
      Audit audit,
      Event<VersionCondemned> condemned,
      Caller caller,
      Supplier<UUID> ids,
      InstantSource clock) {
    this.revocations = revocations;
    this.placed = placed;
    this.certificates = certificates;
    this.versions = versions;
    this.authorities = authorities;
    this.accounts = accounts;
    this.orders = orders;
    this.audit = audit;
    this.condemned = condemned;
    this.caller = caller;
    this.ids = ids;
    this.clock = clock;
  }

  /// Has a version revoked, now or when hosts serve a newer one, which is ordered if there is none.
  ///
  /// @param by which key says so, and to whom
  /// @throws ProblemException NOT_FOUND; REFERENCE_UNKNOWN if the certificate has no version with
  ///   the serial number, or there is no CA of that name; STATE_CONFLICT if it is revoked or going
  ///   to be, or its CA is not known and was not named
  public StoredRevocation request(
      DisplayName name, SerialNumber serial, RevocationReason reason, When when, By by) {
    var certificate = certificates.find(name);
    var version = versionOf(certificate, serial);
    return switch (when) {
      case When.Now _ -> add(subjectOf(version, reason, by), Optional.empty());
      case When.Replaced replaced -> {
        if (isNewest(version)) {
          orders.plan(certificate);
        }
        yield add(subjectOf(version, reason, by), Optional.of(replaced));
      }
    };
  }

  @Override
  public void requestNow(CertificateVersion version, RevocationReason reason) {
    if (revocations.of(version.certificate(), version.version()).filter(this::counts).isEmpty()) {
      // an officer may be faster between the two: then it is requested, too
      tryToAdd(subjectOf(version, reason, By.usual()), Actor.repository(), Optional.empty());
    }
  }

  /// Only while it is held, or between two attempts of which the first failed.
  ///
  /// @throws ProblemException NOT_FOUND; STATE_CONFLICT if it is too late
  public StoredRevocation withdraw(String id) {
    var found = find(id);
    var now = clock.instant();
    var withdrawn = found.withdrawn(now);
    if (withdrawn.isEmpty() || !revocations.replace(found, withdrawn.get(), now)) {
      throw new ProblemException(
          ProblemType.STATE_CONFLICT,
          "revocation "
              + found.revocation().id()
              + " is "
              + RevocationState.of(found.revocation())
              + ": only what is held, or what the CA was asked for in vain and is not being asked"
              + " for now, can be withdrawn");
    }
    audit.record(eventOf("revocation.withdrawn", withdrawn.get(), caller.actor()));
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

  private StoredRevocation add(Revocation.Subject subject, Optional<When.Replaced> replaced) {
    return tryToAdd(subject, caller.actor(), replaced)
        .orElseThrow(() ->
            new ProblemException(
                ProblemType.STATE_CONFLICT,
                "the version with serial " + subject.serial() + " is revoked, or going to be"));
  }

  /// @return empty if it is revoked, or going to be; then nothing is written
  private Optional<StoredRevocation> tryToAdd(
      Revocation.Subject subject, Actor actor, Optional<When.Replaced> replaced) {
    var now = clock.instant();
    var id = new RevocationId(ids.get());
    var revocation =
        replaced.isEmpty()
            ? new Revocation.Due(id, subject)
            : new Revocation.Held(id, subject, replaced.get().patience().map(now::plus));
    if (!revocations.add(revocation, actor, now)) {
      return Optional.empty();
    }
    audit.record(eventOf("revocation.requested", revocation, actor));
    if (revocation instanceof Revocation.Due due) {
      condemned.fire(due.condemns(now));
    }
    LOG.infof(
        "revocation requested revocation=%s serial=%s ca=%s reason=%s key=%s state=%s",
        id,
        subject.serial(),
        subject.ca(),
        subject.reason(),
        subject.key(),
        RevocationState.of(revocation));
    return revocations.find(id);
  }

  /// The key of the account, if there is one and it may have ordered.
  private Revocation.Subject subjectOf(CertificateVersion version, RevocationReason reason, By by) {
    var serial = SerialNumber.of(version.chain().leaf());
    var issuer =
        placed
            .issuerOf(version.certificate(), version.version())
            .filter(name -> authorities.named(name).isPresent());
    var ca = by.ca().map(this::known).or(() -> issuer).orElseThrow(() -> unknownIssuer(serial));
    var isOurs = issuer.equals(Optional.of(ca)) && accounts.at(ca).isPresent();
    var key = isOurs ? by.key() : RevocationKey.CERTIFICATE;
    return new Revocation.Subject(
        version.certificate(), version.version(), serial, ca, reason, key);
  }

  private DisplayName known(DisplayName ca) {
    if (authorities.named(ca).isEmpty()) {
      throw ProblemException.at(
          ProblemType.REFERENCE_UNKNOWN, "ca", "no CA has the name " + ca + ": add it first");
    }
    return ca;
  }

  private static ProblemException unknownIssuer(SerialNumber serial) {
    return new ProblemException(
        ProblemType.STATE_CONFLICT,
        "the repository did not order serial "
            + serial
            + " at a CA that it knows: name the CA that issued it, and the certificate's own key"
            + " signs");
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
        .with("reason", subject.reason())
        .with("key", subject.key());
  }

  /// Who says that a version is to be revoked, and to whom.
  ///
  /// @param key the account's, unless it is of no use there: then the certificate's
  /// @param ca that issued the version; empty: the one at which it was ordered
  public record By(RevocationKey key, Optional<DisplayName> ca) {

    /// As the version was ordered.
    public static By usual() {
      return new By(RevocationKey.ACCOUNT, Optional.empty());
    }
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
