package org.keyferry.repository.issuance;

import java.time.Instant;

/// Wakes the [OrderWorker], on one replica at a time, when an order is due, until it is settled:
/// also after a crash.
public interface OrderSchedule {

  /// Joins the caller's transaction.
  void add(OrderId order, Instant due);

  /// Brings the next step forward. Does nothing if a step is being taken right now, or the order is
  /// settled.
  void hasten(OrderId order, Instant due);
}
