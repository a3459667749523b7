package org.keyferry.repository.incident;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.time.InstantSource;
import org.jboss.logging.Logger;
import org.keyferry.repository.audit.Actor;
import org.keyferry.repository.audit.Audit;
import org.keyferry.repository.certificate.CertificateVersions;
import org.keyferry.repository.certificate.VersionCondemned;

/// Notes down how a revocation fares, each time in one transaction with all that follows from it.
@ApplicationScoped
@Transactional
public class RevocationBook {

  private static final Logger LOG = Logger.getLogger(RevocationBook.class);

  private final Revocations revocations;
  private final CertificateVersions versions;
  private final Audit audit;
  private final Event<VersionCondemned> condemned;
  private final InstantSource clock;

  public RevocationBook(
      Revocations revocations,
      CertificateVersions versions,
      Audit audit,
      Event<VersionCondemned> condemned,
      InstantSource clock) {
    this.revocations = revocations;
    this.versions = versions;
    this.audit = audit;
    this.condemned = condemned;
    this.clock = clock;
  }

  /// @return false if somebody else was faster; then nothing is written
  public boolean enter(StoredRevocation found, Revocation next) {
    if (!revocations.replace(found, next, clock.instant())) {
      return false;
    }
    var actor = Actor.repository();
    switch (next) {
      case Revocation.Due due -> {
        audit.record(RevocationDesk.eventOf("revocation.due", due, actor));
        condemned.fire(due.condemns(clock.instant()));
      }
      case Revocation.Revoked done -> {
        var subject = done.subject();
        versions.revoked(subject.certificate(), subject.version(), subject.reason(), done.at());
        audit.record(RevocationDesk.eventOf("version.revoked", done, actor));
      }
      case Revocation.Refused refused ->
          audit.record(
              RevocationDesk.eventOf("revocation.refused", refused, actor)
                  .with("detail", refused.reason()));
      case Revocation.Held _, Revocation.Withdrawn _ -> {}
    }
    LOG.infof(
        "revocation moved revocation=%s serial=%s state=%s",
        next.id(), next.subject().serial(), RevocationState.of(next));
    return true;
  }

  /// The CA refused the account: the certificate's own key is next.
  ///
  /// @return false if somebody else was faster; then nothing is written
  public boolean byTheCertificate(StoredRevocation found, Revocation.Due due, String refusal) {
    var next = due.byTheCertificate();
    if (!revocations.replace(found, next, clock.instant())) {
      return false;
    }
    audit.record(
        RevocationDesk.eventOf("revocation.account-refused", next, Actor.repository())
            .with("detail", refusal));
    LOG.warnf(
        "revocation goes on by the certificate's key revocation=%s serial=%s reason=\"%s\"",
        next.id(), next.subject().serial(), refusal);
    return true;
  }

  /// Notes a failed attempt.
  public void noteFailure(StoredRevocation found, String reason, Instant nextAttempt) {
    revocations.noteFailure(found, reason, nextAttempt);
    LOG.warnf(
        "revocation failed to move revocation=%s attempts=%d next=%s reason=\"%s\"",
        found.revocation().id(), found.attempts() + 1, nextAttempt, reason);
  }
}
