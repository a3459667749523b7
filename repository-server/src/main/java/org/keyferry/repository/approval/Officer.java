package org.keyferry.repository.approval;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.protocol.pki.Thumbprint;

/// Somebody who may change what the repository does.
///
/// @param certificate thumbprint of the certificate (DER) that the officer CA issued
/// @param expires its notAfter
/// @param replaces the certificate before, as long as this one was not used
public record Officer(
    DisplayName name,
    Thumbprint certificate,
    Instant expires,
    State state,
    Optional<Thumbprint> replaces) {

  /// Whether the repository still listens to the officer.
  public enum State {
    ACTIVE,
    REVOKED;

    /// As JSON writes it.
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
