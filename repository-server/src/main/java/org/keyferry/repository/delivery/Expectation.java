package org.keyferry.repository.delivery;

import java.time.Instant;
import java.util.Optional;
import org.keyferry.protocol.bundle.AgentId;
import org.keyferry.protocol.bundle.CertificateId;
import org.keyferry.protocol.bundle.Version;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.protocol.pki.SerialNumber;

/// What an agent should hold by one of its grants.
///
/// @param newest of the published versions; empty before the first
/// @param sealed the newest version that was sealed to the agent
public record Expectation(
    AgentId agent,
    CertificateId certificate,
    DisplayName name,
    Instant grantedAt,
    Optional<Newest> newest,
    Optional<Version> sealed) {

  /// Since when the newest version should be there.
  Instant since(Newest present) {
    return present.publishedAt().isAfter(grantedAt) ? present.publishedAt() : grantedAt;
  }

  public record Newest(Version version, SerialNumber serial, Instant publishedAt) {}
}
