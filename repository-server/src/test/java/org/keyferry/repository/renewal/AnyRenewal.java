package org.keyferry.repository.renewal;

import java.time.Duration;

/// The defaults, for tests.
public record AnyRenewal() implements RenewalConfig {

  @Override
  public Duration tick() {
    return Duration.ofMinutes(1);
  }

  @Override
  public Duration firstRetry() {
    return Duration.ofMinutes(10);
  }

  @Override
  public Duration longestRetry() {
    return Duration.ofHours(6);
  }
}
