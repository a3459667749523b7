package org.keyferry.repository.agent;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.keyferry.protocol.bundle.AgentId;
import org.keyferry.protocol.pki.Bytes;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.protocol.pki.Thumbprint;
import org.keyferry.protocol.problem.ProblemException;
import org.keyferry.protocol.problem.ProblemType;

/// An enrolled host.
///
/// @param enrollment how many times it was enrolled; each has its own keys and its own bundles
/// @param sealingKey SubjectPublicKeyInfo (DER) of the RSA key that bundles are sealed to
/// @param enrolledAt when, for the first time
/// @param identityExpires notAfter of its newest identity
/// @param identity thumbprint of its newest identity certificate (DER)
/// @param previousIdentity thumbprint of the one before, as long as that is still good: until the
///   first use of the newest
/// @param quarantine why it is quarantined
/// @param lastSeen when it last called; written down once a minute at most
public record Agent(
    AgentId id,
    DisplayName name,
    State state,
    int enrollment,
    Bytes sealingKey,
    Instant enrolledAt,
    Instant identityExpires,
    Thumbprint identity,
    Optional<Thumbprint> previousIdentity,
    Optional<String> quarantine,
    Optional<Instant> lastSeen) {

  /// Whether that is its newest identity, or the one before as long as that is good.
  public boolean hasIdentity(Thumbprint certificate) {
    return identity.equals(certificate) || previousIdentity.equals(Optional.of(certificate));
  }

  /// @throws ProblemException AGENT_QUARANTINED or IDENTITY_REVOKED
  public void requireEnrolled() {
    switch (state) {
      case ENROLLED -> {
        // as it should be
      }
      case QUARANTINED ->
          throw new ProblemException(
              ProblemType.AGENT_QUARANTINED,
              "agent "
                  + name
                  + " is quarantined"
                  + quarantine.map(each -> ": " + each).orElse("")
                  + ". An officer makes a token for the host that is the right one: keyferry tokens"
                  + " create "
                  + name
                  + " --re-enroll");
      case REVOKED ->
          throw new ProblemException(ProblemType.IDENTITY_REVOKED, "agent " + name + " is revoked");
    }
  }

  /// Whether the repository still talks to it.
  public enum State {
    /// It does.
    ENROLLED,
    /// It does not: two hosts may have its state. An officer lets one of them enroll again.
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
