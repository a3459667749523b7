package org.keyferry.repository.incident;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;
import org.keyferry.custody.CustodyFailure;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.repository.certificate.CertificateAuthorities;
import org.keyferry.repository.certificate.CertificateAuthority;
import org.keyferry.repository.certificate.CertificateVersion;
import org.keyferry.repository.certificate.CertificateVersions;
import org.keyferry.repository.issuance.AcmeAuthority;
import org.keyferry.repository.issuance.AcmeFailure;
import org.keyferry.repository.issuance.Patience;

/// Takes each revocation that is due one step on: a look at the reports, or one question to the CA,
/// outside a transaction, and a compare-and-set.
///
/// If it dies between the CA's answer and the note, the CA is asked once more and says that it is
/// done.
@ApplicationScoped
public class RevocationWorker {

  private static final Logger LOG = Logger.getLogger(RevocationWorker.class);
  private static final int AT_ONCE = 50;

  private final Revocations revocations;
  private final RevocationBook book;
  private final CertificateVersions versions;
  private final CertificateAuthorities authorities;
  private final Coverages coverages;
  private final AcmeAuthority acme;
  private final Patience patience;
  private final InstantSource clock;

  public RevocationWorker(
      Revocations revocations,
      RevocationBook book,
      CertificateVersions versions,
      CertificateAuthorities authorities,
      Coverages coverages,
      AcmeAuthority acme,
      Patience patience,
      InstantSource clock) {
    this.revocations = revocations;
    this.book = book;
    this.versions = versions;
    this.authorities = authorities;
    this.coverages = coverages;
    this.acme = acme;
    this.patience = patience;
    this.clock = clock;
  }

  /// Works on all that is due. A CA that failed is left alone for the rest of the tick.
  public void work() {
    var failed = new HashSet<DisplayName>();
    var due = revocations.due(clock.instant(), AT_ONCE);
    while (!due.isEmpty() && step(due, failed)) {
      due = revocations.due(clock.instant(), AT_ONCE);
    }
  }

  /// @return whether something moved
  private boolean step(List<StoredRevocation> due, Set<DisplayName> failed) {
    var moved = false;
    for (var found : due) {
      if (!failed.contains(found.revocation().subject().ca())) {
        moved |= step(found, failed);
      }
    }
    return moved;
  }

  private boolean step(StoredRevocation found, Set<DisplayName> failed) {
    try {
      return switch (found.revocation()) {
        case Revocation.Held held -> look(found, held);
        case Revocation.Due due -> ask(found, due);
        case Revocation.Revoked _, Revocation.Refused _, Revocation.Withdrawn _ -> false;
      };
    } catch (AcmeFailure.Unavailable trouble) {
      failed.add(found.revocation().subject().ca());
      retry(found, String.valueOf(trouble.getMessage()), trouble);
      return false;
    } catch (AcmeFailure.Paused paused) { // nothing was tried, so nothing failed
      failed.add(found.revocation().subject().ca());
      revocations.noteWaiting(found, String.valueOf(paused.getMessage()), paused.until());
      revocations.postpone(found.revocation().subject().ca(), paused.until());
      return false;
    } catch (RuntimeException fault) { // the outermost loop: a revocation must not vanish
      LOG.errorf(fault, "revocation met a fault revocation=%s", found.revocation().id());
      book.noteFailure(
          found,
          "the repository failed; its log says why",
          patience.retryAt(
              clock.instant(), found.attempts() + 1, Optional.empty(), Optional.empty()));
      return false;
    }
  }

  private boolean look(StoredRevocation found, Revocation.Held held) {
    var now = clock.instant();
    if (held.deadline().filter(end -> !now.isBefore(end)).isPresent()) {
      return book.enter(found, held.due());
    }
    var lacking = whatIsLacking(held);
    if (lacking.isEmpty()) {
      return book.enter(found, held.due());
    }
    var next = patience.pollAt(now, Optional.empty());
    revocations.noteWaiting(
        found, lacking.get(), held.deadline().filter(end -> end.isBefore(next)).orElse(next));
    return false;
  }

  /// @return what hosts are waited for; empty if all of them serve a newer version
  private Optional<String> whatIsLacking(Revocation.Held held) {
    var subject = held.subject();
    var newest = versions.newest(subject.certificate()).map(CertificateVersion::version);
    if (newest.filter(each -> each.isNewerThan(subject.version())).isEmpty()) {
      return Optional.of("there is no newer version yet");
    }
    var coverage =
        coverages
            .of(List.of(subject.certificate()))
            .getOrDefault(subject.certificate(), Coverage.NOBODY);
    return coverage.isComplete()
        ? Optional.empty()
        : Optional.of(
            coverage.served()
                + " of "
                + coverage.targets()
                + " targets serve a newer version; "
                + coverage.lacking().orElse("the others do not"));
  }

  private boolean ask(StoredRevocation found, Revocation.Due due) {
    var subject = due.subject();
    var ca = authorities.named(subject.ca());
    if (ca.isEmpty()) {
      return book.enter(found, due.refused("the CA " + subject.ca() + " was removed"));
    }
    try {
      return ask(found, due, ca.get());
    } catch (CustodyFailure.TamperedRecord | CustodyFailure.KeyMismatch spoiled) {
      // no later attempt would find another key
      var reason = "the certificate's own key cannot sign: " + spoiled.getMessage();
      return book.enter(found, due.refused(reason));
    }
  }

  private boolean ask(StoredRevocation found, Revocation.Due due, CertificateAuthority ca) {
    var subject = due.subject();
    try {
      ask(ca, subject);
    } catch (AcmeFailure.Refused refusal) {
      var reason = String.valueOf(refusal.getMessage());
      return switch (subject.key()) {
        case ACCOUNT -> book.byTheCertificate(found, due, reason);
        case CERTIFICATE -> book.enter(found, due.refused(reason));
      };
    }
    return book.enter(found, due.revoked(clock.instant()));
  }

  private void ask(CertificateAuthority ca, Revocation.Subject subject) {
    var version =
        versions
            .find(subject.certificate(), subject.version())
            .orElseThrow(() -> new IllegalStateException("versions are never removed"));
    var leaf = version.chain().leaf();
    switch (subject.key()) {
      case ACCOUNT -> acme.revoke(ca, leaf, subject.reason());
      case CERTIFICATE -> acme.revokeByKey(ca, leaf, subject.reason(), version.key());
    }
  }

  private void retry(StoredRevocation found, String reason, AcmeFailure.Unavailable trouble) {
    var next =
        patience.retryAt(
            clock.instant(), found.attempts() + 1, trouble.retryAfter(), Optional.empty());
    book.noteFailure(found, reason, next);
    revocations.postpone(found.revocation().subject().ca(), next);
  }
}
