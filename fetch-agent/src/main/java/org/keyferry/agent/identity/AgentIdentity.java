package org.keyferry.agent.identity;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import org.keyferry.protocol.bundle.AgentId;
import org.keyferry.protocol.bundle.TrustedRepository;
import org.keyferry.protocol.pki.CertificateChain;
import org.keyferry.protocol.pki.DisplayName;

/// Who this host is, and whom it believes.
///
/// @param repository whose statements it believes
/// @param agent its id there
/// @param name what officers call it
/// @param root anchor of the repository's TLS chain
/// @param chain its certificate, leaf first
/// @param key of its certificate
/// @param sealingKey opens what is sealed to this host
public record AgentIdentity(
    TrustedRepository repository,
    AgentId agent,
    DisplayName name,
    X509Certificate root,
    CertificateChain chain,
    PrivateKey key,
    PrivateKey sealingKey) {

  public Instant expires() {
    return chain.leaf().getNotAfter().toInstant();
  }

  /// At 2/3 of its life.
  public Instant renewalDue() {
    var from = chain.leaf().getNotBefore().toInstant();
    return from.plus(Duration.between(from, expires()).multipliedBy(2).dividedBy(3));
  }

  @Override
  public String toString() {
    return "AgentIdentity[" + name + ", " + agent + "]";
  }
}
