package org.keyferry.agent.cycle;

import java.time.Duration;
import java.util.random.RandomGenerator;

/// How long to wait before the next try: doubles from the first wait to the longest, and is drawn
/// between half of that and all of it, so that hosts that failed together do not come back
/// together.
final class BackOff {

  private static final int MOST_DOUBLINGS = 30;

  private final Duration first;
  private final Duration longest;
  private final RandomGenerator random;

  BackOff(Duration first, Duration longest, RandomGenerator random) {
    this.first = first;
    this.longest = longest;
    this.random = random;
  }

  /// @param failures in a row, at least 1
  Duration after(int failures) {
    var full = first;
    for (var doublings = 1; doublings < Math.min(failures, MOST_DOUBLINGS); doublings++) {
      full = full.multipliedBy(2);
      if (full.compareTo(longest) >= 0) {
        break;
      }
    }
    var capped = full.compareTo(longest) < 0 ? full : longest;
    var half = capped.toMillis() / 2;
    return Duration.ofMillis(half + random.nextLong(half + 1));
  }
}
