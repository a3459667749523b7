package org.keyferry.repository.issuance;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/// Takes an order as far as it will go now: what is due, one step outside a transaction, a
/// compare-and-set, and again.
///
/// If it dies between a step and its note, the step is looked at again by whoever comes next.
@ApplicationScoped
public class OrderWorker {

  private static final Logger LOG = Logger.getLogger(OrderWorker.class);

  private final Orders orders;
  private final OrderEngine engine;
  private final Clearances clearances;
  private final OrderBook book;
  private final ChallengeResponder responder;
  private final Patience patience;
  private final InstantSource clock;

  public OrderWorker(
      Orders orders,
      OrderEngine engine,
      Clearances clearances,
      OrderBook book,
      ChallengeResponder responder,
      Patience patience,
      InstantSource clock) {
    this.orders = orders;
    this.engine = engine;
    this.clearances = clearances;
    this.book = book;
    this.responder = responder;
    this.patience = patience;
    this.clock = clock;
  }

  /// Blocks as long as the order moves.
  ///
  /// @return when to come back; empty if never
  public Optional<Instant> work(OrderId id) {
    while (true) {
      var found = orders.find(id);
      if (found.isEmpty()) {
        return Optional.empty();
      }
      switch (step(found.get())) {
        case Step.Moved(var next) -> {
          var trouble = note(found.get(), next);
          if (trouble.isPresent()) {
            return trouble;
          }
        }
        case Step.Paced(var next, var until) -> {
          var trouble = note(found.get(), next);
          if (trouble.isPresent()) {
            return trouble;
          }
          if (pace(next, until)) {
            return Optional.of(until);
          }
        }
        case Step.Waiting(var until) -> {
          if (book.noteWaiting(found.get(), until)) {
            return Optional.of(until);
          }
        }
        case Step.Held(var until, var reason) -> {
          if (book.noteHeld(found.get(), until, reason)) {
            return Optional.of(until);
          }
        }
        case Step.Elsewhere(var next, var reason) -> book.failOver(found.get(), next, reason);
        case Step.Failed failed -> {
          return Optional.of(retryAt(found.get(), failed));
        }
        case Step.Settled _ -> {
          return cleared(id);
        }
      }
    }
  }

  private Step step(StoredOrder found) {
    try {
      return clearances.hindrance(found.order()).orElseGet(() -> take(found.order()));
    } catch (RuntimeException fault) { // the outermost loop: an order must not vanish
      LOG.errorf(fault, "order met a fault order=%s", found.order().id());
      return givenUp(found.order()).orElseGet(() -> fault());
    }
  }

  private Step take(Order order) {
    try {
      var step = engine.advance(order);
      clearances.note(order, step);
      return step;
    } catch (RuntimeException fault) { // what was taken for the step is given back
      clearances.note(order, fault());
      throw fault;
    }
  }

  /// If another node was faster, the next look tells.
  ///
  /// @return when to try again, if the transition could not be noted
  private Optional<Instant> note(StoredOrder found, Order next) {
    try {
      book.enter(found, next);
      return Optional.empty();
    } catch (RuntimeException fault) { // as above; what was done at the CA is found there again
      LOG.errorf(fault, "order could not be noted order=%s", found.order().id());
      return Optional.of(retryAt(found, fault()));
    }
  }

  /// @return false if somebody moved the order meanwhile, as who cancels it does
  private boolean pace(Order next, Instant until) {
    return orders
        .find(next.id())
        .filter(moved -> OrderState.of(moved.order()) == OrderState.of(next))
        .filter(moved -> book.noteWaiting(moved, until))
        .isPresent();
  }

  /// A fault that stays must not keep the certificate from another order for ever.
  private Optional<Step> givenUp(Order order) {
    return order instanceof Order.Placed placed && !clock.instant().isBefore(placed.expires())
        ? Optional.of(
            new Step.Moved(
                placed.refused(
                    "the repository failed until the time of the order was over; its log says"
                        + " why")))
        : Optional.empty();
  }

  private static Step.Failed fault() {
    return new Step.Failed("the repository failed; its log says why", Optional.empty());
  }

  private Instant retryAt(StoredOrder found, Step.Failed failed) {
    var next =
        patience.retryAt(
            clock.instant(),
            found.attempts() + 1,
            notBefore(found, failed),
            book.inForceUntil(found.order()));
    book.noteFailure(found, failed.reason(), next);
    return next;
  }

  /// Of an order at a CA: what the failure says, or the circuit of the CA, whichever is later, and
  /// no later than its time ends. Before that nothing: the clearances know of pause and circuit,
  /// and whether another CA is the way.
  private Optional<Instant> notBefore(StoredOrder found, Step.Failed failed) {
    return found.order() instanceof Order.Placed placed
        ? Stream.concat(
                failed.notBefore().stream(), clearances.notBefore(placed.spec().ca()).stream())
            .max(Comparator.naturalOrder())
            .map(theirs -> theirs.isBefore(placed.expires()) ? theirs : placed.expires())
        : Optional.empty();
  }

  /// Takes the answers to challenges away; they lie where others see them.
  private Optional<Instant> cleared(OrderId id) {
    try {
      responder.clear(id);
      return Optional.empty();
    } catch (NameServerFailure failure) {
      LOG.warnf("challenge answers remain order=%s reason=\"%s\"", id, failure.getMessage());
      return Optional.of(patience.retryAt(clock.instant(), 6, Optional.empty(), Optional.empty()));
    }
  }
}
