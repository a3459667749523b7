package org.keyferry.repository.issuance;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.keyferry.protocol.pki.DisplayName;

/// [Clearances] by limits, health of the CAs, and the time that each certificate has left.
///
/// An order that is held comes back after a random part of a fifth of the time that its certificate
/// has left. So what was held together parts, and who has less time asks more often.
@ApplicationScoped
public class FairClearances implements Clearances {

  private static final int PART = 5;
  private static final Duration SHORTEST_SPREAD = Duration.ofMinutes(1);
  private static final Duration SPREAD_IN_DANGER = Duration.ofMinutes(10);
  private static final int PART_IN_DANGER = 20;

  private final Standings standings;
  private final OrderLimits limits;
  private final CircuitBreaker breaker;
  private final LongPauses pauses;
  private final FailOver failOver;
  private final InstantSource clock;
  private final RandomGenerator random;

  public FairClearances(
      Standings standings,
      OrderLimits limits,
      CircuitBreaker breaker,
      LongPauses pauses,
      FailOver failOver,
      InstantSource clock,
      RandomGenerator random) {
    this.standings = standings;
    this.limits = limits;
    this.breaker = breaker;
    this.pauses = pauses;
    this.failOver = failOver;
    this.clock = clock;
    this.random = random;
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
    var earliest = clock.instant().plus(shortage.lasts());
    return standing.inForce().isPresent()
        ? insteadOr(keyed, standing, earliest, shortage.sentence())
        : new Step.Held(spread(earliest, standing), shortage.sentence());
  }

  private Step hold(Order.Keyed keyed, Instant pauseEnds) {
    var standing = standings.of(keyed.spec().certificate());
    var reason = LongPauses.sentence(keyed.spec().ca(), pauseEnds);
    return insteadOr(keyed, standing, pauseEnds, reason);
  }

  private Step hold(Order.Keyed keyed, Circuit.Tripped down) {
    var standing = standings.of(keyed.spec().certificate());
    return insteadOr(keyed, standing, down.probeAt(), whyDown(keyed.spec().ca(), down));
  }

  private Step insteadOr(Order.Keyed keyed, Standing standing, Instant earliest, String reason) {
    return Optional.of(keyed)
        .filter(_ -> standing.isInDanger(clock.instant()))
        .flatMap(_ -> failOver.from(keyed, standing))
        .<Step>map(issuer -> new Step.Elsewhere(keyed.at(issuer), reason))
        .orElseGet(() -> new Step.Held(sooner(spread(earliest, standing), standing), reason));
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

  private Instant spread(Instant earliest, Standing standing) {
    var range = rangeFor(clock.instant(), standing);
    return earliest.plusMillis((long) (range.toMillis() * random.nextDouble()));
  }

  /// No later than when the certificate is in danger: then another CA may take it. From then on
  /// others are looked for again and again; this one is not asked.
  private Instant sooner(Instant until, Standing standing) {
    var now = clock.instant();
    var turn =
        standing.isInDanger(now)
            ? Optional.of(spread(now.plus(rangeInDanger(now, standing)), standing))
            : standing.dangerFrom();
    return turn.filter(_ -> standing.issuers().size() > 1).filter(until::isAfter).orElse(until);
  }

  private static Duration rangeFor(Instant now, Standing standing) {
    if (standing.isInDanger(now)) {
      return standing.inForce().isPresent() ? rangeInDanger(now, standing) : SHORTEST_SPREAD;
    }
    var part =
        standing
            .inForce()
            .map(life -> Duration.between(now, life.notAfter()).dividedBy(PART))
            .orElse(SHORTEST_SPREAD);
    return part.compareTo(SHORTEST_SPREAD) > 0 ? part : SHORTEST_SPREAD;
  }

  /// Where there are too few tokens for all, those get them that have no time left.
  private static Duration rangeInDanger(Instant now, Standing standing) {
    return standing
        .inForce()
        .map(life -> Duration.between(now, life.notAfter()).dividedBy(PART_IN_DANGER))
        .map(part -> part.compareTo(SHORTEST_SPREAD) < 0 ? SHORTEST_SPREAD : part)
        .orElse(SPREAD_IN_DANGER);
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
