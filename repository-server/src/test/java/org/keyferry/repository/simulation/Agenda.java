package org.keyferry.repository.simulation;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.PriorityQueue;

/// What is to happen, and the time, which moves from one thing to the next.
final class Agenda implements InstantSource {

  private final PriorityQueue<Entry> entries =
      new PriorityQueue<>(Comparator.comparingLong(Entry::at).thenComparingLong(Entry::number));
  private long now; // milliseconds since 1970
  private long numbers;

  Agenda(Instant start) {
    now = start.toEpochMilli();
  }

  /// At once, if that time has passed.
  void at(Instant time, Runnable what) {
    entries.add(new Entry(Math.max(now, time.toEpochMilli()), numbers++, what));
  }

  void runUntil(Instant end) {
    var last = end.toEpochMilli();
    while (!entries.isEmpty() && entries.element().at() <= last) {
      var next = entries.remove();
      now = next.at();
      next.what().run();
    }
    now = last;
  }

  @Override
  public Instant instant() {
    return Instant.ofEpochMilli(now);
  }

  private record Entry(long at, long number, Runnable what) {}
}
