package org.keyferry.repository.issuance;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.function.Supplier;

/// Looks again until something is as it should be.
public final class Eventually {

  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(150);

  private Eventually() {}

  /// @throws AssertionError with what was seen last, if it never is
  public static <T> T becomes(Duration patience, Supplier<T> look, Predicate<T> good) {
    var end = System.nanoTime() + patience.toNanos();
    while (true) {
      var seen = look.get();
      if (good.test(seen)) {
        return seen;
      }
      if (System.nanoTime() > end) {
        throw new AssertionError("after " + patience + " still " + seen);
      }
      LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
    }
  }
}
