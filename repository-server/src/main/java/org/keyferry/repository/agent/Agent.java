package org.keyferry.repository.agent;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.keyferry.protocol.bundle.AgentId;
import org.keyferry.protocol.pki.Bytes;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.protocol.pki.Thumbprint;

/// An enrolled host.
///
/// @param sealingKey SubjectPublicKeyInfo (DER) of the RSA key that bundles are sealed to
/// @param identityExpires notAfter of its newest identity
/// @param identity thumbprint of its newest identity certificate (DER)
/// @param previousIdentity thumbprint of the one before, as long as that is still good: until the
///   first use of the newest
/// @param lastSeen when it last called; written down once a minute at most
public record Agent(
    AgentId id,
    DisplayName name,
    State state,
    Bytes sealingKey,
    Instant enrolledAt,
    Instant identityExpires,
    Thumbprint identity,
    Optional<Thumbprint> previousIdentity,
    Optional<Instant> lastSeen) {

  /// Whether the repository still talks to it.
  public enum State {
    /// It does.
    ENROLLED,
    /// It does not: an identity came back that had been replaced, so two hosts may have the key. An
    /// officer revokes the agent and lets the host enroll anew.
    QUARANTINED,
    /// It does not, and never will again.
    REVOKED;

    /// As JSON writes it.
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
