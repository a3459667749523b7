package org.keyferry.repository.issuance;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// From notBefore to notAfter of a certificate in force.
public record Lifespan(Instant notBefore, Instant notAfter) {

  private static final Duration SHORT_LIFE = Duration.ofDays(10);

  public static Lifespan of(X509Certificate leaf) {
    return new Lifespan(leaf.getNotBefore().toInstant(), leaf.getNotAfter().toInstant());
  }

  /// @param end after which it does not count, though it has not expired
  public Lifespan until(Instant end) {
    return end.isBefore(notAfter) ? new Lifespan(notBefore, end) : this;
  }

  /// From when on the next CA is taken if the present one is down: when a sixth of the life is
  /// left, a quarter of lives up to ten days, or the outage to survive, whichever is longer.
  ///
  /// That is half of what is left when a certificate is due for renewal: the first half belongs to
  /// the first CA, the second half to the others.
  ///
  /// @param outage of the CAs that must not let the certificate expire, if the policy names one
  public Instant dangerFrom(Optional<Duration> outage) {
    var life = Duration.between(notBefore, notAfter);
    var half = life.dividedBy(life.compareTo(SHORT_LIFE) <= 0 ? 4 : 6);
    var kept = outage.filter(each -> each.compareTo(half) > 0).orElse(half);
    return notAfter.minus(kept);
  }
}
