package org.keyferry.repository.issuance;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.keyferry.protocol.pki.DisplayName;

/// [Clearances] by limits, health of the CAs, and the time that each certificate has left.
///
/// An order that is held comes back when [Patience] says, so what was held together parts.
@ApplicationScoped
public class FairClearances implements Clearances {

  private final Standings standings;
  private final OrderLimits limits;
  private final CircuitBreaker breaker;
  private final LongPauses pauses;
  private final FailOver failOver;
  private final Patience patience;
  private final InstantSource clock;

  public FairClearances(
      Standings standings,
      OrderLimits limits,
      CircuitBreaker breaker,
      LongPauses pauses,
      FailOver failOver,
      Patience patience,
      InstantSource clock) {
    this.standings = standings;
    this.limits = limits;
    this.breaker = breaker;
    this.pauses = pauses;
    this.failOver = failOver;
    this.patience = patience;
    this.clock = clock;
  }

  @Override
  public Optional<Step> hindrance(Order order) {
    return switch (order) {
      case Order.Keyed keyed -> toPlace(keyed);
      case Order.Placed placed -> toGoOn(placed);
      case Order.Planned _, Order.Valid _, Order.Invalid _, Order.Cancelled _, Order.Rehearsed _ ->
          Optional.empty();
    };
  }

  @Override
  public void note(Order order, Step step) {
    switch (order) {
      case Order.Keyed keyed -> {
        if (!isPlaced(step)) {
          limits.notPlaced(keyed.spec());
        }
      }
      case Order.Pending _, Order.Ready _ -> {
        if (endsWithoutCertificate(step)) {
          limits.notIssued(order.spec());
        }
      }
      case Order.Planned _,
          Order.Processing _,
          Order.Valid _,
          Order.Invalid _,
          Order.Cancelled _,
          Order.Rehearsed _ -> {}
    }
  }

  @Override
  public Optional<Instant> notBefore(DisplayName ca) {
    return switch (breaker.of(ca)) {
      case Circuit.Closed _ -> Optional.empty();
      case Circuit.Tripped tripped -> Optional.of(tripped.probeAt());
    };
  }

  private Optional<Step> toPlace(Order.Keyed keyed) {
    return limits
        .shortage(keyed.spec())
        .map(shortage -> hold(keyed, shortage))
        .or(() -> pauses.of(keyed.spec().ca()).map(until -> hold(keyed, until)))
        .or(() -> breaker.admit(keyed.spec().ca()).map(down -> hold(keyed, down)))
        .or(() -> limits.take(keyed.spec()).map(shortage -> hold(keyed, shortage)));
  }

  /// A first order waits for tokens like any other: it has no certificate to lose.
  private Step hold(Order.Keyed keyed, OrderLimits.Shortage shortage) {
    var standing = standings.of(keyed.spec().certificate());
    var now = clock.instant();
    var until = patience.spread(now, now.plus(shortage.lasts()), standing);
    return standing.inForce().isPresent()
        ? failOver.orWait(keyed, standing, until, shortage.sentence())
        : new Step.Held(until, shortage.sentence());
  }

  private Step hold(Order.Keyed keyed, Instant pauseEnds) {
    return hold(keyed, pauseEnds, LongPauses.sentence(keyed.spec().ca(), pauseEnds));
  }

  private Step hold(Order.Keyed keyed, Circuit.Tripped down) {
    return hold(keyed, down.probeAt(), whyDown(keyed.spec().ca(), down));
  }

  private Step hold(Order.Keyed keyed, Instant caIsBack, String reason) {
    var standing = standings.of(keyed.spec().certificate());
    var until = patience.spread(clock.instant(), caIsBack, standing);
    return failOver.orWait(keyed, standing, until, reason);
  }

  private Optional<Step> toGoOn(Order.Placed placed) {
    return breaker.admit(placed.spec().ca()).map(down -> hold(placed, down));
  }

  private Step hold(Order.Placed placed, Circuit.Tripped down) {
    var reason = whyDown(placed.spec().ca(), down);
    if (!clock.instant().isBefore(placed.expires())) {
      return new Step.Moved(
          placed.refused(reason + "; the order was not settled by " + placed.expires()));
    }
    var probeAt = down.probeAt();
    return new Step.Held(probeAt.isBefore(placed.expires()) ? probeAt : placed.expires(), reason);
  }

  private static boolean isPlaced(Step step) {
    return step instanceof Step.Moved(var next) && next instanceof Order.Pending;
  }

  private static boolean endsWithoutCertificate(Step step) {
    return step instanceof Step.Moved(var next)
        && (next instanceof Order.Invalid || next instanceof Order.Rehearsed);
  }

  private static String whyDown(DisplayName ca, Circuit.Tripped down) {
    return "the CA " + ca + " is down since " + down.since() + ": " + down.reason();
  }
}
