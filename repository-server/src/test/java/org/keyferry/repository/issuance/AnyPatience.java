package org.keyferry.repository.issuance;

import java.time.Duration;

/// The defaults, for tests.
public record AnyPatience() implements IssuanceConfig {

  public static Patience withoutChance() {
    return new Patience(new AnyPatience(), () -> 0); // nextDouble() is 0: a fifth sooner
  }

  @Override
  public Duration pollInterval() {
    return Duration.ofSeconds(1);
  }

  @Override
  public Duration shortestWait() {
    return Duration.ofMillis(500);
  }

  @Override
  public Duration longestWait() {
    return Duration.ofDays(1);
  }

  @Override
  public Duration deadline() {
    return Duration.ofHours(2);
  }

  @Override
  public Duration firstRetry() {
    return Duration.ofSeconds(5);
  }

  @Override
  public Duration longestRetry() {
    return Duration.ofMinutes(30);
  }
}
