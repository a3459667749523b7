package org.keyferry.repository.issuance;

import java.time.Instant;
import java.util.Optional;

/// What came of one attempt to move an order.
public sealed interface Step {

  /// It moved; try the next step at once.
  record Moved(Order to) implements Step {}

  /// It moved, and the CA wants to be left alone with it: try the next step at `until`, not before.
  record Paced(Order to, Instant until) implements Step {}

  /// Somebody else is busy; try again at `until`, not before.
  record Waiting(Instant until) implements Step {}

  /// Nothing was tried, since it would not have gone well; try again at `until`, not before.
  ///
  /// @param reason in words a person can act on
  record Held(Instant until, String reason) implements Step {}

  /// Another CA is to be asked; try the next step at once.
  ///
  /// @param order at the other CA
  /// @param reason why not at the one before
  record Elsewhere(Order.Keyed order, String reason) implements Step {}

  /// Something is wrong that may be right later: the worker tries again, less and less often.
  ///
  /// @param reason in words a person can act on
  /// @param notBefore when the other side wants to be asked again, if it said so
  record Failed(String reason, Optional<Instant> notBefore) implements Step {}

  /// It has nowhere left to go.
  record Settled() implements Step {}
}
