package org.keyferry.testkit;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;

/// A clock that stands still until a test turns it. Safe to share between threads.
public final class TurnableClock implements InstantSource {

  private final AtomicReference<Instant> now;

  private TurnableClock(Instant start) {
    now = new AtomicReference<>(start);
  }

  public static TurnableClock at(Instant start) {
    return new TurnableClock(start);
  }

  /// @param start as ISO 8601 has it: `2026-11-25T12:00:00Z`
  public static TurnableClock at(String start) {
    return at(Instant.parse(start));
  }

  @Override
  public Instant instant() {
    return now.get();
  }

  /// @return the new time
  public Instant turn(Duration forward) {
    return now.updateAndGet(time -> time.plus(forward));
  }

  public void turnTo(Instant time) {
    now.set(time);
  }
}
