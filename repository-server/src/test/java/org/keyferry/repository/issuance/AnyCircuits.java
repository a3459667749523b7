package org.keyferry.repository.issuance;

import java.time.Duration;

/// The defaults, for tests.
public record AnyCircuits() implements CircuitConfig {

  @Override
  public int failures() {
    return 5;
  }

  @Override
  public Duration firstPause() {
    return Duration.ofMinutes(1);
  }

  @Override
  public Duration longestPause() {
    return Duration.ofMinutes(30);
  }

  @Override
  public Duration probe() {
    return Duration.ofMinutes(2);
  }
}
