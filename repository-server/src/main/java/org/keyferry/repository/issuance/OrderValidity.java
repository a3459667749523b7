package org.keyferry.repository.issuance;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// What an order asked of the life of its certificate, and what it got.
///
/// @param lever by which the CA was asked
/// @param granted what came back; empty before that
public record OrderValidity(ValidityLever lever, Optional<Granted> granted) {

  /// From when to when a certificate is valid.
  public record Granted(Instant notBefore, Instant notAfter) {

    public Duration life() {
      return Duration.between(notBefore, notAfter);
    }
  }
}
