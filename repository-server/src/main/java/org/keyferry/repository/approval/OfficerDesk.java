package org.keyferry.repository.approval;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.security.cert.X509Certificate;
import java.util.List;
import org.jboss.logging.Logger;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.repository.agent.IdentityKey;
import org.keyferry.repository.audit.Actor;
import org.keyferry.repository.audit.Audit;
import org.keyferry.repository.audit.AuditEvent;
import org.keyferry.repository.custody.IdentityProfile;
import org.keyferry.repository.custody.RepositoryIdentities;

/// How somebody becomes an officer. For the key ceremony: nothing here is reachable over the
/// network.
@ApplicationScoped
@Transactional
public class OfficerDesk {

  private static final Logger LOG = Logger.getLogger(OfficerDesk.class);

  private final Officers officers;
  private final RepositoryIdentities identities;
  private final Audit audit;

  public OfficerDesk(Officers officers, RepositoryIdentities identities, Audit audit) {
    this.officers = officers;
    this.identities = identities;
    this.audit = audit;
  }

  public List<Officer> all() {
    return officers.all();
  }

  /// Issues a certificate, good for 90 days, to the holder of the key.
  public X509Certificate appoint(DisplayName name, IdentityKey key) {
    var certificate = identities.officers().issue(IdentityProfile.officer(name), key.key());
    var officer =
        new Officer(
            name,
            RepositoryIdentities.thumbprintOf(certificate),
            certificate.getNotAfter().toInstant(),
            Officer.State.ACTIVE);
    officers.add(officer);
    audit.record(
        AuditEvent.of("officer.added", Actor.repository(), name.value())
            .with("certificate", officer.certificate())
            .with("expires", officer.expires()));
    LOG.infof("officer added name=%s expires=%s", name, officer.expires());
    return certificate;
  }
}
