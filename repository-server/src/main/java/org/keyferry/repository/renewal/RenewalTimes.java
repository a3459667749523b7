package org.keyferry.repository.renewal;

import jakarta.enterprise.context.ApplicationScoped;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// Says when the next order of a certificate is due.
@ApplicationScoped
public class RenewalTimes {

  private static final Duration SHORT_LIFE = Duration.ofDays(10);
  private static final double JITTER = 0.02; // of the life, so that what was issued together parts
  private static final int MOST_DOUBLINGS = 20;

  private final RenewalConfig config;
  private final RandomGenerator random;

  public RenewalTimes(RenewalConfig config, RandomGenerator random) {
    this.config = config;
    this.random = random;
  }

  /// After a share of the life: what the policy says, else 2/3, or 1/2 of lives up to ten days; up
  /// to a fiftieth of the life sooner.
  ///
  /// @param renewAfter what the policy says
  public Instant after(X509Certificate leaf, Optional<Double> renewAfter) {
    return after(leaf.getNotBefore().toInstant(), leaf.getNotAfter().toInstant(), renewAfter);
  }

  /// The same, of a certificate with these dates.
  public Instant after(Instant notBefore, Instant notAfter, Optional<Double> renewAfter) {
    var life = Duration.between(notBefore, notAfter);
    var usual = life.compareTo(SHORT_LIFE) <= 0 ? 1.0 / 2 : 2.0 / 3;
    var share = renewAfter.orElse(usual) - JITTER * random.nextDouble();
    return notBefore.plusMillis((long) (life.toMillis() * share));
  }

  /// After an order that came to nothing.
  ///
  /// @param failures in a row, from 1
  public Instant afterFailure(Instant now, int failures) {
    var doublings = Math.min(failures - 1, MOST_DOUBLINGS);
    var pause = config.firstRetry().multipliedBy(1L << doublings);
    var capped = pause.compareTo(config.longestRetry()) < 0 ? pause : config.longestRetry();
    return now.plusMillis((long) (capped.toMillis() * (0.9 + 0.2 * random.nextDouble())));
  }
}
