package org.keyferry.agent.identity;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
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
/// @param key of its certificate; may be in a token, and then ends with the [IdentityStore]
/// @param sealingKey opens what is sealed to this host; as `key`
public record AgentIdentity(
    TrustedRepository repository,
    AgentId agent,
    DisplayName name,
    X509Certificate root,
    CertificateChain chain,
    PrivateKey key,
    SealingKey sealingKey) {

  public Instant expires() {
    return card().expires();
  }

  /// At 2/3 of its life.
  public Instant renewalDue() {
    return card().renewalDue();
  }

  private IdentityCard card() {
    return new IdentityCard(repository, agent, name, chain);
  }

  @Override
  public String toString() {
    return "AgentIdentity[" + name + ", " + agent + "]";
  }
}
