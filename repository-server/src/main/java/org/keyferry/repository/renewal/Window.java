package org.keyferry.repository.renewal;

import java.time.Duration;
import java.time.Instant;

/// When a CA wants a certificate renewed (RFC 9773 §4.2).
public record Window(Instant start, Instant end) {

  private static final int MUCH =
      20; // a twentieth of the life: some name another instant each time

  /// Whether the CA is in a hurry that it was not in before.
  ///
  /// @param firstEnd of the window that it named first for this version
  /// @param life of the version
  public boolean isMuchSoonerThan(Instant firstEnd, Duration life) {
    return end.isBefore(firstEnd.minus(life.dividedBy(MUCH)));
  }
}
