package org.keyferry.repository.approval;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.keyferry.protocol.pki.Thumbprint;
import org.keyferry.protocol.problem.ProblemException;
import org.keyferry.protocol.problem.ProblemType;
import org.keyferry.repository.audit.AuditEntry;
import org.keyferry.repository.audit.ChangeFeed;
import org.keyferry.repository.custody.RepositoryIdentities;

/// Says which officer presents a certificate, for each request anew.
@ApplicationScoped
public class OfficerGate {

  private final Officers officers;
  private final Succession succession;
  private final RepositoryIdentities identities;
  private final InstantSource clock;
  private final ChangeFeed feed;
  private final Map<Thumbprint, Officer> known = new ConcurrentHashMap<>();

  public OfficerGate(
      Officers officers,
      Succession succession,
      RepositoryIdentities identities,
      InstantSource clock,
      ChangeFeed feed) {
    this.officers = officers;
    this.succession = succession;
    this.identities = identities;
    this.clock = clock;
    this.feed = feed;
  }

  /// Blocks for the database if the officer is not in memory.
  ///
  /// @throws ProblemException IDENTITY_REQUIRED if it is no officer's certificate or has expired;
  ///   IDENTITY_REVOKED if it is good no longer
  public Officer admit(X509Certificate presented) {
    var fromMemory = admitFromMemory(presented);
    if (fromMemory.isPresent()) {
      return fromMemory.get();
    }
    if (!identities.officers().issued(presented)) {
      throw new ProblemException(
          ProblemType.IDENTITY_REQUIRED, "the certificate was not issued to an officer");
    }
    refuseIfExpired(presented);
    var thumbprint = RepositoryIdentities.thumbprintOf(presented);
    known.remove(thumbprint); // what was in memory did not suffice
    var officer = known.computeIfAbsent(thumbprint, this::findActive);
    if (officer == null) {
      throw new ProblemException(
          ProblemType.IDENTITY_REVOKED, "the officer is not known here, or was revoked");
    }
    if (officer.replaces().isPresent()) {
      known.remove(thumbprint); // to be read again, as it is then
      succession.settle(officer);
    }
    return officer;
  }

  /// As [#admit], but never blocks: empty if it would have to.
  public Optional<Officer> admitFromMemory(X509Certificate presented) {
    var officer = known.get(RepositoryIdentities.thumbprintOf(presented));
    if (officer == null || !feed.isLive()) {
      return Optional.empty();
    }
    refuseIfExpired(presented);
    return Optional.of(officer);
  }

  /// To be asked of officers' certificates only, since the refusal speaks of one.
  private void refuseIfExpired(X509Certificate presented) {
    if (clock.instant().isAfter(presented.getNotAfter().toInstant())) {
      throw new ProblemException(
          ProblemType.IDENTITY_REQUIRED,
          "the officer's certificate expired at " + presented.getNotAfter().toInstant());
    }
  }

  void changedHere(@Observes(during = TransactionPhase.AFTER_SUCCESS) OfficerChanged change) {
    known.clear();
  }

  void changedAnywhere(@Observes AuditEntry entry) {
    if (entry.event().kind().startsWith("officer.")) {
      known.clear(); // there are few, and they change rarely
    }
  }

  private @Nullable Officer findActive(Thumbprint certificate) {
    return officers
        .withCertificate(certificate)
        .filter(each -> each.state() == Officer.State.ACTIVE)
        .orElse(null);
  }
}
