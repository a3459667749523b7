package org.keyferry.repository.renewal;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;

/// From notBefore to notAfter (RFC 5280 §4.1.2.5).
public record Life(Instant notBefore, Instant notAfter) {

  public static Life of(X509Certificate certificate) {
    return new Life(certificate.getNotBefore().toInstant(), certificate.getNotAfter().toInstant());
  }

  public Duration duration() {
    return Duration.between(notBefore, notAfter);
  }

  /// @param share of the life, from 0 to 1
  Instant at(double share) {
    return notBefore.plus(part(share));
  }

  Duration part(double share) {
    return Duration.ofMillis((long) (duration().toMillis() * share));
  }
}
