package org.keyferry.repository.simulation;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.keyferry.repository.certificate.CertificateAuthority;
import org.keyferry.repository.issuance.AcmeFailure;
import org.keyferry.repository.issuance.CertificateSpec;
import org.keyferry.repository.issuance.OrderId;
import org.keyferry.repository.issuance.OrderLimits;
import org.keyferry.repository.issuance.RealLimits;

/// A CA that keeps its own limits, is down now and then, and remembers when it wanted to be asked
/// again.
final class SimulatedCa {

  private static final double ASKS_FOR_PATIENCE = 0.002;

  private final CertificateAuthority ca;
  private final Agenda agenda;
  private final RandomGenerator random;
  private final OrderLimits limits;
  private final List<Outage> outages = new ArrayList<>();
  private final Map<OrderId, Instant> notBefore = new HashMap<>();
  private final TreeMap<Long, Integer> ordersByDay = new TreeMap<>();
  private Instant closedUntil = Instant.MIN;
  private long requests;
  private long whileDown;
  private long early;
  private long overTheLimit;
  private long patience;

  SimulatedCa(CertificateAuthority ca, Agenda agenda, RandomGenerator random) {
    this.ca = ca;
    this.agenda = agenda;
    this.random = random;
    this.limits = RealLimits.of(List.of(ca), agenda);
  }

  void isDown(Instant from, Duration lasts, Manner manner) {
    outages.add(new Outage(from, from.plus(lasts), manner));
  }

  /// Takes an order.
  ///
  /// @throws AcmeFailure if it does not
  void place(OrderId order, CertificateSpec spec) {
    answer(order);
    if (random.nextDouble() < ASKS_FOR_PATIENCE) {
      patience++;
      throw slowDown(order, agenda.instant().plusSeconds(600 + random.nextInt(2700)));
    }
    var shortage = limits.take(spec);
    if (shortage.isPresent()) {
      overTheLimit++;
      throw slowDown(order, agenda.instant().plus(shortage.get().lasts()));
    }
    ordersByDay.merge(day(agenda.instant()), 1, Integer::sum);
  }

  /// Says how an order fares.
  ///
  /// @throws AcmeFailure if it does not
  void look(OrderId order) {
    answer(order);
  }

  void issuedNothing(CertificateSpec spec) {
    limits.notIssued(spec);
  }

  private void answer(OrderId order) {
    var now = agenda.instant();
    requests++;
    if (now.isBefore(closedUntil) || notBefore.getOrDefault(order, Instant.MIN).isAfter(now)) {
      early++;
    }
    notBefore.remove(order);
    outages.stream()
        .filter(each -> !now.isBefore(each.from()) && now.isBefore(each.until()))
        .findFirst()
        .ifPresent(outage -> {
          whileDown++;
          throw unavailable(outage, now);
        });
  }

  private AcmeFailure unavailable(Outage outage, Instant now) {
    return switch (outage.manner()) {
      case SILENT -> new AcmeFailure.Unavailable("no answer", Optional.empty(), new Exception());
      case BUSY -> {
        closedUntil = now.plus(Duration.ofMinutes(45));
        yield new AcmeFailure.Unavailable("503", Optional.of(closedUntil), new Exception());
      }
    };
  }

  private AcmeFailure slowDown(OrderId order, Instant until) {
    notBefore.put(order, until);
    return new AcmeFailure.Unavailable("429", Optional.of(until), new Exception());
  }

  /// When all that ask are to wait, as each can know who shares the answers.
  Instant closedUntil() {
    return closedUntil;
  }

  CertificateAuthority ca() {
    return ca;
  }

  Map<Long, Integer> ordersByDay() {
    return ordersByDay;
  }

  long requests() {
    return requests;
  }

  long whileDown() {
    return whileDown;
  }

  long early() {
    return early;
  }

  long overTheLimit() {
    return overTheLimit;
  }

  long askedForPatience() {
    return patience;
  }

  static long day(Instant time) {
    return Math.floorDiv(time.getEpochSecond(), 86_400);
  }

  enum Manner {
    /// The connection is refused.
    SILENT,
    /// 503 with Retry-After.
    BUSY
  }

  private record Outage(Instant from, Instant until, Manner manner) {}
}
