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
/// @param lastError why the last attempt failed, or the order ended
/// @param validity what was asked of the CA, once it was asked, and what it granted
/// @param waitsFor what holds it up, though nothing failed
/// @param issuerReason why it is not at the first CA of its policy
public record StoredOrder(
    Order order,
    long revision,
    Instant placedAt,
    int attempts,
    Optional<Instant> nextAttempt,
    Optional<String> lastError,
    Optional<OrderValidity> validity,
    Optional<String> waitsFor,
    Optional<String> issuerReason) {

  public boolean isSettled() {
    return switch (order) {
      case Order.Valid _, Order.Invalid _, Order.Cancelled _, Order.Rehearsed _ -> true;
      case Order.Planned _, Order.Keyed _, Order.Placed _ -> false;
    };
  }
}
