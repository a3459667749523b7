package org.keyferry.repository.incident;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.keyferry.protocol.bundle.CertificateId;
import org.keyferry.repository.incident.ReplacementOrders.Standing;

/// Says what an incident, or one of its certificates, does next.
///
/// Stateless: the rows say where all of it is, so it can stop between any two steps and go on after
/// a restart, on another node.
@ApplicationScoped
public class IncidentEngine {

  private final ReplacementOrders orders;
  private final Revocations revocations;
  private final InstantSource clock;

  public IncidentEngine(ReplacementOrders orders, Revocations revocations, InstantSource clock) {
    this.orders = orders;
    this.revocations = revocations;
    this.clock = clock;
  }

  /// The incident as it goes on: the same, if it has to wait.
  ///
  /// @param waves how the certificates of each wave stand
  public Incident decide(Incident.Running running, Map<Integer, Tally> waves) {
    var terms = running.plan().terms();
    var open = 0;
    var toBeRevoked = 0;
    for (var wave = 1; wave <= running.wave(); wave++) {
      var tally = waves.getOrDefault(wave, new Tally(Map.of()));
      var tolerated = terms.tolerated(tally.total());
      if (tally.failed() > tolerated) {
        return running.pause(
            "of the "
                + tally.total()
                + " certificates of wave "
                + wave
                + ", "
                + tally.failed()
                + " failed, and "
                + tolerated
                + " may: mend what they name and resume, which tries them again");
      }
      open += tally.open();
      toBeRevoked += terms.revoke().isPresent() ? tally.in(ReplacementState.SERVED) : 0;
    }
    if (open > 0) {
      return running;
    }
    if (!running.isLastWave()) {
      return running.nextWave();
    }
    return toBeRevoked > 0 ? running : running.done();
  }

  /// Where a certificate is now that was on its way.
  ///
  /// @param coverage who serves its newest version
  /// @return empty if it is where it was
  public Optional<Replacement> look(Terms terms, Replacement replacement, Coverage coverage) {
    return switch (replacement) {
      case Replacement.Ordered ordered -> look(terms, ordered);
      case Replacement.Issued issued -> look(terms, issued, coverage);
      case Replacement.Served served ->
          terms.revoke().isPresent() ? look(served) : Optional.empty();
      case Replacement.Waiting _,
          Replacement.Revoked _,
          Replacement.Rehearsed _,
          Replacement.Failed _ ->
          Optional.empty();
    };
  }

  private Optional<Replacement> look(Terms terms, Replacement.Ordered ordered) {
    return switch (orders.standing(terms, ordered)) {
      case Standing.Published published -> Optional.of(ordered.issued(published.version()));
      case Standing.Proven _ -> Optional.of(ordered.rehearsed());
      case Standing.Ended ended -> Optional.of(ordered.failed(ended.reason()));
      case Standing.Nothing _ -> Optional.of(ordered.failed("its order is gone"));
      case Standing.UnderWay underWay -> {
        if (isLate(terms, ordered.begun())) {
          yield Optional.of(
              orders.isHeldUp(underWay.order())
                  ? ordered.heldUp(underWay.order(), clock.instant())
                  : ordered.failed(
                      "not issued within "
                          + terms.patience()
                          + ": keyferry orders show "
                          + underWay.order()));
        }
        yield underWay.order().equals(ordered.order())
            ? Optional.empty()
            : Optional.of(ordered.following(underWay.order()));
      }
    };
  }

  private Optional<Replacement> look(Terms terms, Replacement.Issued issued, Coverage coverage) {
    if (coverage.isComplete()) {
      return Optional.of(issued.served());
    }
    if (coverage.brokenAt().filter(at -> at.isAfter(issued.begun())).isPresent()) {
      return Optional.of(issued.failed(coverage.lacking().orElse("a host went back")));
    }
    if (!isLate(terms, issued.begun())) {
      return Optional.empty();
    }
    return Optional.of(
        issued.failed(
            coverage.served()
                + " of "
                + coverage.targets()
                + " targets serve "
                + issued.by()
                + " after "
                + terms.patience()
                + "; "
                + coverage.lacking().orElse("the others do not")));
  }

  private Optional<Replacement> look(Replacement.Served served) {
    var subject = served.subject();
    return revocations
        .of(subject.certificate(), subject.version())
        .flatMap(found ->
            switch (found.revocation()) {
              case Revocation.Held _, Revocation.Due _ -> Optional.empty();
              case Revocation.Revoked _ -> Optional.of(served.revoked());
              case Revocation.Refused refused ->
                  Optional.of(served.failed("not revoked: " + refused.reason()));
              case Revocation.Withdrawn _ ->
                  Optional.of(served.failed("not revoked: an officer took it back"));
            });
  }

  private boolean isLate(Terms terms, Instant begun) {
    return !clock.instant().isBefore(begun.plus(terms.patience()));
  }

  /// @return of those that are issued
  static Stream<CertificateId> issued(Collection<StoredReplacement> found) {
    return found.stream()
        .map(StoredReplacement::replacement)
        .filter(Replacement.Issued.class::isInstance)
        .map(each -> each.subject().certificate());
  }
}
