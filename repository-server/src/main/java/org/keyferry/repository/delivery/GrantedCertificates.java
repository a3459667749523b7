package org.keyferry.repository.delivery;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import org.keyferry.protocol.bundle.AgentId;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.repository.agent.HeldCertificates;
import org.keyferry.repository.certificate.Certificate;
import org.keyferry.repository.certificate.Certificates;

/// Tells those who look at an agent what it has grants to.
@ApplicationScoped
class GrantedCertificates implements HeldCertificates {

  private final Grants grants;
  private final Certificates certificates;

  GrantedCertificates(Grants grants, Certificates certificates) {
    this.grants = grants;
    this.certificates = certificates;
  }

  @Override
  public List<DisplayName> of(AgentId agent) {
    return grants.of(agent).stream()
        .map(grant -> certificates.find(grant.certificate()))
        .flatMap(Optional::stream)
        .map(Certificate::name)
        .sorted()
        .toList();
  }
}
