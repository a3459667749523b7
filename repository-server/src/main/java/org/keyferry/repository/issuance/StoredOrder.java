package org.keyferry.repository.issuance;

import java.time.Instant;
import java.util.Optional;

/// An order as it was found, and how it fares.
///
/// @param order where it is
/// @param revision tells whether somebody else has moved it since
/// @param placedAt when it was planned
/// @param attempts failed attempts at the present step, since the last that succeeded
/// @param nextAttempt when the next step is due; empty when settled
/// @param lastError why the last attempt failed, or the order is invalid
public record StoredOrder(
    Order order,
    long revision,
    Instant placedAt,
    int attempts,
    Optional<Instant> nextAttempt,
    Optional<String> lastError) {

  public boolean isSettled() {
    return order instanceof Order.Valid || order instanceof Order.Invalid;
  }
}
