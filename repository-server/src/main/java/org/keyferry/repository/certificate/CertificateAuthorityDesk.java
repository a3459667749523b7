package org.keyferry.repository.certificate;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.Optional;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.protocol.problem.ProblemException;
import org.keyferry.protocol.problem.ProblemType;
import org.keyferry.repository.audit.Audit;
import org.keyferry.repository.audit.AuditEvent;
import org.keyferry.repository.audit.Caller;

/// What officers do with CAs.
@ApplicationScoped
@Transactional
public class CertificateAuthorityDesk {

  private final CertificateAuthorities authorities;
  private final Audit audit;
  private final Caller caller;

  public CertificateAuthorityDesk(CertificateAuthorities authorities, Audit audit, Caller caller) {
    this.authorities = authorities;
    this.audit = audit;
    this.caller = caller;
  }

  /// The CA is not asked; a wrong directory shows with the first order.
  ///
  /// @throws ProblemException NAME_TAKEN
  public void add(CertificateAuthority ca) {
    if (!authorities.add(ca)) {
      throw ProblemException.at(
          ProblemType.NAME_TAKEN, "name", "another CA has the name " + ca.name());
    }
    audit.record(
        AuditEvent.of("ca.added", caller.actor(), ca.name().value())
            .with("directory", ca.directory())
            .with("trustAnchors", ca.trustAnchors().size())
            .with("issuers", ca.issuers().size()));
  }

  /// @throws ProblemException NOT_FOUND
  public CertificateAuthority find(DisplayName name) {
    return authorities
        .named(name)
        .orElseThrow(() -> new ProblemException(ProblemType.NOT_FOUND, "no CA " + name));
  }

  public List<CertificateAuthority> page(Optional<DisplayName> after, int limit) {
    return authorities.page(after, limit);
  }
}
