package org.keyferry.agent.identity;

import java.time.Duration;
import java.time.Instant;
import org.keyferry.protocol.bundle.AgentId;
import org.keyferry.protocol.bundle.TrustedRepository;
import org.keyferry.protocol.pki.CertificateChain;
import org.keyferry.protocol.pki.DisplayName;

/// What can be said of this host's identity without its keys: the members are those of
/// [AgentIdentity].
public record IdentityCard(
    TrustedRepository repository, AgentId agent, DisplayName name, CertificateChain chain) {

  public Instant expires() {
    return chain.leaf().getNotAfter().toInstant();
  }

  /// At 2/3 of its life.
  public Instant renewalDue() {
    var from = chain.leaf().getNotBefore().toInstant();
    return from.plus(Duration.between(from, expires()).multipliedBy(2).dividedBy(3));
  }
}
