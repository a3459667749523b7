package org.keyferry.repository.simulation;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.keyferry.protocol.bundle.CertificateId;
import org.keyferry.repository.certificate.CertificateAuthority;
import org.keyferry.repository.issuance.AcmeFailure;
import org.keyferry.repository.issuance.CertificateSpec;
import org.keyferry.repository.issuance.OrderId;
import org.keyferry.repository.issuance.OrderLimits;
import org.keyferry.repository.issuance.RealLimits;
import org.keyferry.repository.issuance.acme.SimulatedAnswer;

/// A CA that keeps its own limits, is down now and then, and remembers when it wanted to be asked
/// again.
final class SimulatedCa {

  private static final double ASKS_FOR_PATIENCE = 0.002;
  private static final double ABSURDLY = 0.1;
  private static final double ABSURDLY_WHILE_BUSY = 0.25;
  private static final Duration ALL_WAIT = Duration.ofMinutes(15); // keyferry.acme.shared-pause
  private static final SimulatedAnswer DONE = SimulatedAnswer.done();
  private static final SimulatedAnswer TOMORROW = SimulatedAnswer.of(200, "86400", "");

  private final CertificateAuthority ca;
  private final Agenda agenda;
  private final RandomGenerator random;
  private final OrderLimits limits;
  private final List<Outage> outages = new ArrayList<>();
  private final Deque<Instant> hiccups = new ArrayDeque<>();
  private final Map<Object, Instant> notBefore = new HashMap<>();
  private final Map<CertificateId, Instant> noInquiryBefore = new HashMap<>();
  private final Set<OrderId> unsettled = new HashSet<>();
  private final TreeMap<Long, Integer> ordersByDay = new TreeMap<>();
  private final List<RetryWish> wishes = new ArrayList<>();
  private Instant closedUntil = Instant.MIN;
  private int absurdities;
  private long requests;
  private long inquiries;
  private long whileDown;
  private long early;
  private long overTheLimit;

  SimulatedCa(CertificateAuthority ca, Agenda agenda, RandomGenerator random) {
    this.ca = ca;
    this.agenda = agenda;
    this.random = random;
    this.limits = RealLimits.of(List.of(ca), agenda);
  }

  void isDown(Instant from, Duration lasts, Manner manner) {
    outages.add(new Outage(from, from.plus(lasts), manner));
  }

  /// The next request from then on is turned away by what stands before the CA, which says
  /// something absurd.
  void hiccups(Instant when) {
    hiccups.add(when);
  }

  /// Takes an order.
  ///
  /// @throws AcmeFailure if there is no answer
  SimulatedAnswer place(CertificateSpec spec) {
    requests++;
    var refusal = answer(spec.certificate());
    if (refusal.isPresent()) {
      return refusal.get();
    }
    if (random.nextDouble() < ASKS_FOR_PATIENCE) {
      return slowDown(spec, wish(ABSURDLY));
    }
    var shortage = limits.take(spec);
    if (shortage.isPresent()) {
      overTheLimit++;
      var seconds = Duration.ofSeconds(shortage.get().lasts().toSeconds() + 1);
      return slowDown(spec, RetryWish.sensible(seconds, agenda.instant(), random));
    }
    ordersByDay.merge(day(agenda.instant()), 1, Integer::sum);
    return DONE;
  }

  /// Says how an order fares; now and then it takes longer.
  ///
  /// @throws AcmeFailure if there is no answer
  SimulatedAnswer look(OrderId order) {
    requests++;
    unsettled.remove(order);
    var refusal = answer(order);
    if (refusal.isPresent() || random.nextDouble() >= ASKS_FOR_PATIENCE) {
      return refusal.orElse(DONE);
    }
    unsettled.add(order);
    var wish = wish(ABSURDLY);
    wish.binds(agenda.instant()).ifPresent(until -> notBefore.put(order, until));
    return SimulatedAnswer.of(200, wish.value(), wish.date());
  }

  boolean hasSettled(OrderId order) {
    return !unsettled.contains(order);
  }

  /// Says when a certificate is to be renewed, and that it says nothing else for a day.
  ///
  /// @throws AcmeFailure if there is no answer
  SimulatedAnswer inform(CertificateId certificate) {
    inquiries++;
    var now = agenda.instant();
    var wanted = Optional.ofNullable(noInquiryBefore.get(certificate));
    if (wanted.filter(now::isBefore).isPresent()) {
      early++;
    }
    var refusal = answer(certificate.value());
    if (refusal.isEmpty()) {
      noInquiryBefore.put(certificate, now.plus(Duration.ofDays(1)));
    }
    return refusal.orElse(TOMORROW);
  }

  /// Another certificate, so it may be asked about at once.
  void issued(CertificateId certificate) {
    noInquiryBefore.remove(certificate);
  }

  void issuedNothing(CertificateSpec spec) {
    limits.notIssued(spec);
  }

  /// @param subject of the question
  /// @return a refusal; empty if there is none
  private Optional<SimulatedAnswer> answer(Object subject) {
    var now = agenda.instant();
    var wanted = Optional.ofNullable(notBefore.remove(subject));
    if (now.isBefore(closedUntil) || wanted.filter(now::isBefore).isPresent()) {
      early++;
    }
    if (!hiccups.isEmpty() && !now.isBefore(hiccups.element())) {
      hiccups.remove();
      return Optional.of(busy(absurd(), now));
    }
    return outages.stream()
        .filter(each -> !now.isBefore(each.from()) && now.isBefore(each.until()))
        .findFirst()
        .map(outage -> turnAway(outage, now));
  }

  private SimulatedAnswer turnAway(Outage outage, Instant now) {
    whileDown++;
    return switch (outage.manner()) {
      case SILENT ->
          throw new AcmeFailure.Unavailable("no answer", Optional.empty(), new Exception());
      case BUSY -> busy(wish(ABSURDLY_WHILE_BUSY), now);
    };
  }

  private SimulatedAnswer busy(RetryWish wish, Instant now) {
    wish.binds(now).ifPresent(this::close);
    return SimulatedAnswer.of(503, wish.value(), wish.date());
  }

  private SimulatedAnswer slowDown(CertificateSpec spec, RetryWish wish) {
    var now = agenda.instant();
    wish.binds(now)
        .ifPresent(until -> {
          notBefore.put(spec.certificate(), until);
          if (!until.isAfter(now.plus(ALL_WAIT))) {
            close(until);
          }
        });
    return SimulatedAnswer.rateLimited(wish.value(), wish.date());
  }

  private void close(Instant until) {
    closedUntil = until.isAfter(closedUntil) ? until : closedUntil;
  }

  private RetryWish wish(double absurdly) {
    if (random.nextDouble() < absurdly) {
      return absurd();
    }
    var pause = Duration.ofSeconds(60 + random.nextInt(3240));
    var wish = RetryWish.sensible(pause, agenda.instant(), random);
    wishes.add(wish);
    return wish;
  }

  private RetryWish absurd() {
    var wish = RetryWish.absurd(absurdities++, agenda.instant());
    wishes.add(wish);
    return wish;
  }

  CertificateAuthority ca() {
    return ca;
  }

  Map<Long, Integer> ordersByDay() {
    return ordersByDay;
  }

  /// About orders.
  long requests() {
    return requests;
  }

  /// About renewal windows.
  long inquiries() {
    return inquiries;
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

  /// All that was said in answers to orders, and by a busy CA.
  List<RetryWish> wishes() {
    return List.copyOf(wishes);
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
