package org.keyferry.repository.delivery;

import java.time.Instant;
import org.keyferry.protocol.bundle.AgentId;
import org.keyferry.protocol.bundle.CertificateId;
import org.keyferry.repository.audit.Actor;

/// An agent may receive a certificate, with its key, until the grant is removed.
public record Grant(AgentId agent, CertificateId certificate, Instant grantedAt, Actor grantedBy) {

  public Key key() {
    return new Key(agent, certificate);
  }

  /// What a grant is found by, in the order of lists.
  public record Key(AgentId agent, CertificateId certificate) {}
}
