package org.keyferry.repository.issuance;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.keyferry.protocol.pki.DisplayName;

/// Leaves a CA alone that does not answer, and lets one order find out, in growing pauses, whether
/// it does again.
@ApplicationScoped
public class CircuitBreaker {

  private static final Logger LOG = Logger.getLogger(CircuitBreaker.class);
  private static final int MOST_DOUBLINGS = 20;

  private final Circuits circuits;
  private final CircuitConfig config;
  private final InstantSource clock;

  public CircuitBreaker(Circuits circuits, CircuitConfig config, InstantSource clock) {
    this.circuits = circuits;
    this.config = config;
    this.clock = clock;
  }

  public Circuit of(DisplayName ca) {
    return circuits.of(ca);
  }

  public boolean isClosed(DisplayName ca) {
    return circuits.of(ca) instanceof Circuit.Closed;
  }

  /// Lets the caller ask the CA. If the CA is down and it is time to find out, the caller is the
  /// one who does, and its next question tells.
  ///
  /// @return empty if it may; else what stands in the way
  public Optional<Circuit.Tripped> admit(DisplayName ca) {
    if (isClosed(ca)) {
      return Optional.empty();
    }
    var now = now();
    var lease = now.plus(config.probe());
    return switch (circuits.change(ca, found -> probe(found, now, lease))) {
      case Circuit.Closed _ -> Optional.empty();
      case Circuit.Tripped tripped -> Optional.of(tripped).filter(each -> !each.isProbeDue(now));
    };
  }

  /// The CA answered.
  public void succeeded(DisplayName ca) {
    if (circuits.of(ca).equals(Circuit.fresh())) {
      return;
    }
    if (circuits.change(ca, _ -> Circuit.fresh()) instanceof Circuit.Tripped tripped) {
      LOG.infof("CA is up again ca=%s down-since=%s", ca, tripped.since());
    }
  }

  /// The CA did not answer.
  ///
  /// @param reason in words a person can act on
  /// @param retryAfter when it wants to be asked again, if it said so
  public void failed(DisplayName ca, String reason, Optional<Instant> retryAfter) {
    var now = now();
    var before = circuits.change(ca, found -> trip(found, now, reason, retryAfter));
    if (before instanceof Circuit.Closed closed && closed.failures() + 1 >= config.failures()) {
      LOG.warnf("CA is down ca=%s reason=\"%s\"", ca, reason);
    }
  }

  private static Circuit probe(Circuit found, Instant now, Instant lease) {
    return switch (found) {
      case Circuit.Closed closed -> closed;
      case Circuit.Tripped tripped -> tripped.isProbeDue(now) ? tripped.probed(lease) : tripped;
    };
  }

  private Circuit trip(Circuit found, Instant now, String reason, Optional<Instant> retryAfter) {
    return switch (found) {
      case Circuit.Closed closed ->
          closed.failures() + 1 >= config.failures()
              ? closed.opened(now, probeAt(now, 0, retryAfter), reason)
              : closed.failedOnceMore();
      case Circuit.HalfOpen halfOpen ->
          halfOpen.stillDown(probeAt(now, halfOpen.probes() + 1, retryAfter), reason);
      case Circuit.Open open -> open; // an order that was on its way when it opened
    };
  }

  private Instant probeAt(Instant now, int probes, Optional<Instant> retryAfter) {
    var doubled = config.firstPause().multipliedBy(1L << Math.min(probes, MOST_DOUBLINGS));
    var ours = now.plus(shorter(doubled, config.longestPause()));
    return retryAfter
        .map(theirs -> theirs.truncatedTo(ChronoUnit.MILLIS))
        .filter(ours::isBefore)
        .orElse(ours);
  }

  /// As exact as rows are.
  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
