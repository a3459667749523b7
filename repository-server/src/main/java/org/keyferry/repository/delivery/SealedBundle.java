package org.keyferry.repository.delivery;

import java.time.Instant;
import org.keyferry.protocol.bundle.AgentId;
import org.keyferry.protocol.bundle.CertificateId;
import org.keyferry.protocol.bundle.Manifest;
import org.keyferry.protocol.bundle.Version;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.protocol.pki.Thumbprint;

/// A bundle as it was signed. For one enrollment of an agent, certificate and version there is one,
/// for ever: agents remember its thumbprint and refuse another.
///
/// @param enrollment of the agent, to whose key it is sealed
/// @param statement the JWS, compact
/// @param thumbprint of the JWS
public record SealedBundle(
    AgentId agent,
    int enrollment,
    CertificateId certificate,
    DisplayName name,
    Version version,
    String statement,
    Thumbprint thumbprint,
    Instant sealedAt) {

  /// How a manifest names it.
  public Manifest.Entry entry() {
    return new Manifest.Entry(certificate, name, version, thumbprint);
  }
}
