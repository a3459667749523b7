package org.keyferry.repository.agent;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.keyferry.protocol.bundle.AgentId;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.protocol.pki.Thumbprint;

/// What the repository keeps of an enrollment token.
///
/// @param agentName name that the agent will have, or has
/// @param keeps the agent that the host stays; empty if it becomes a new one
/// @param secret thumbprint of the secret
/// @param use what came of it, or empty as long as it is good
public record StoredEnrollmentToken(
    UUID id,
    DisplayName agentName,
    Optional<AgentId> keeps,
    Thumbprint secret,
    Instant made,
    Instant expires,
    Optional<Use> use) {

  /// @param identityKey thumbprint of the key that was enrolled
  /// @param identity PEM chain that was given for it
  public record Use(Instant at, Thumbprint identityKey, AgentId agent, String identity) {}
}
