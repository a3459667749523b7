package org.keyferry.repository.approval;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.transaction.Transactional;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jboss.logging.Logger;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.protocol.pki.Thumbprint;
import org.keyferry.protocol.problem.ProblemException;
import org.keyferry.protocol.problem.ProblemType;
import org.keyferry.repository.agent.IdentityKey;
import org.keyferry.repository.audit.Actor;
import org.keyferry.repository.audit.Audit;
import org.keyferry.repository.audit.AuditEvent;
import org.keyferry.repository.audit.Caller;
import org.keyferry.repository.custody.IdentityProfile;
import org.keyferry.repository.custody.RepositoryIdentities;

/// How somebody becomes an officer, stays one, and ceases to be one.
@ApplicationScoped
@Transactional
public class OfficerDesk implements Succession {

  private static final Logger LOG = Logger.getLogger(OfficerDesk.class);

  private final Officers officers;
  private final RepositoryIdentities identities;
  private final Audit audit;
  private final Caller caller;
  private final Event<OfficerChanged> changes;
  private final InstantSource clock;

  OfficerDesk(
      Officers officers,
      RepositoryIdentities identities,
      Audit audit,
      Caller caller,
      Event<OfficerChanged> changes,
      InstantSource clock) {
    this.officers = officers;
    this.identities = identities;
    this.audit = audit;
    this.caller = caller;
    this.changes = changes;
    this.clock = clock;
  }

  public List<Officer> all() {
    return officers.all();
  }

  /// Issues a certificate, good for 90 days, to the holder of the key. For the key ceremony: asks
  /// nobody who is an officer already.
  public X509Certificate appoint(DisplayName name, IdentityKey key) {
    return issue("officer.added", Actor.repository(), name, key, Optional.empty());
  }

  /// As [#appoint], by an officer.
  ///
  /// @throws ProblemException NAME_TAKEN if one with a good certificate has the name
  public X509Certificate add(DisplayName name, IdentityKey key) {
    officers.hold();
    if (officers.active(name).stream().anyMatch(isGood())) {
      throw ProblemException.at(
          ProblemType.NAME_TAKEN,
          "name",
          "an officer is called " + name + ": revoke that one first, or let it renew");
    }
    return issue("officer.added", caller.actor(), name, key, Optional.empty());
  }

  /// The next certificate of an officer. The one before is good until the next is used, so an
  /// answer that is lost costs nothing.
  ///
  /// @throws ProblemException IDENTITY_REVOKED if the officer was revoked meanwhile
  public X509Certificate renew(Officer officer, IdentityKey key) {
    officers.hold();
    if (officers.withCertificate(officer.certificate()).filter(isGood()).isEmpty()) {
      throw new ProblemException(
          ProblemType.IDENTITY_REVOKED, "officer " + officer.name() + " was revoked");
    }
    return issue(
        "officer.renewed", caller.actor(), officer.name(), key, Optional.of(officer.certificate()));
  }

  /// Ends all certificates of an officer. When this returns, none is taken any more.
  ///
  /// @throws ProblemException NOT_FOUND; STATE_CONFLICT if nobody else would be left
  public void revoke(DisplayName name) {
    officers.hold();
    var ended = officers.active(name);
    if (ended.isEmpty()) {
      throw new ProblemException(ProblemType.NOT_FOUND, "no officer " + name);
    }
    if (officers.all().stream().filter(isGood()).allMatch(each -> each.name().equals(name))) {
      throw new ProblemException(
          ProblemType.STATE_CONFLICT,
          name + " is the last officer with a good certificate: add another first");
    }
    ended.forEach(each -> end("officer.revoked", caller.actor(), each));
    LOG.infof("officer revoked name=%s certificates=%d", name, ended.size());
  }

  /// A renewed certificate is in use now: it is the only one of its officer. One that was asked for
  /// besides, and whose answer was lost, ends too.
  @Override
  public void settle(Officer used) {
    officers.hold();
    if (officers.settle(used.certificate())) {
      officers.active(used.name()).stream()
          .filter(each -> !each.certificate().equals(used.certificate()))
          .forEach(each -> end("officer.retired", Actor.officer(used.name()), each));
    }
  }

  private void end(String kind, Actor actor, Officer officer) {
    if (officers.revoke(officer.certificate())) {
      audit.record(
          AuditEvent.of(kind, actor, officer.name().value())
              .with("certificate", officer.certificate()));
      changes.fire(new OfficerChanged());
    }
  }

  private X509Certificate issue(
      String kind, Actor actor, DisplayName name, IdentityKey key, Optional<Thumbprint> replaces) {
    var certificate = identities.officers().issue(IdentityProfile.officer(name), key.key());
    var officer =
        new Officer(
            name,
            RepositoryIdentities.thumbprintOf(certificate),
            certificate.getNotAfter().toInstant(),
            Officer.State.ACTIVE,
            replaces);
    officers.add(officer);
    audit.record(
        AuditEvent.of(kind, actor, name.value())
            .with("certificate", officer.certificate())
            .with("expires", officer.expires()));
    LOG.infof("certificate issued to officer name=%s expires=%s", name, officer.expires());
    return certificate;
  }

  private Predicate<Officer> isGood() {
    Instant now = clock.instant();
    return each -> each.state() == Officer.State.ACTIVE && each.expires().isAfter(now);
  }
}
