package org.keyferry.repository.simulation;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.keyferry.protocol.bundle.CertificateId;
import org.keyferry.protocol.bundle.Version;
import org.keyferry.protocol.pki.AriCertId;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.protocol.pki.Identifier;
import org.keyferry.protocol.pki.KeyType;
import org.keyferry.repository.certificate.CertificateAuthority;
import org.keyferry.repository.certificate.ChallengeType;
import org.keyferry.repository.certificate.Limit;
import org.keyferry.repository.certificate.Limits;
import org.keyferry.repository.certificate.Policy;
import org.keyferry.repository.certificate.Validity;
import org.keyferry.repository.custody.KeyReference;
import org.keyferry.repository.issuance.AcmeFailure;
import org.keyferry.repository.issuance.AnyCircuits;
import org.keyferry.repository.issuance.AnyPatience;
import org.keyferry.repository.issuance.CertificateSpec;
import org.keyferry.repository.issuance.CircuitBreaker;
import org.keyferry.repository.issuance.CircuitsInMemory;
import org.keyferry.repository.issuance.Clearances;
import org.keyferry.repository.issuance.FailOvers;
import org.keyferry.repository.issuance.FairClearances;
import org.keyferry.repository.issuance.IssuerChoice;
import org.keyferry.repository.issuance.Lifespan;
import org.keyferry.repository.issuance.Order;
import org.keyferry.repository.issuance.OrderId;
import org.keyferry.repository.issuance.Patience;
import org.keyferry.repository.issuance.RealLimits;
import org.keyferry.repository.issuance.Step;
import org.keyferry.repository.renewal.AnyRenewal;
import org.keyferry.repository.renewal.Life;
import org.keyferry.repository.renewal.RenewalTimes;
import org.keyferry.repository.simulation.SimulatedCa.Manner;

/// A fleet, two CAs, and a year. What decides is real; keys, proofs and the database are left out.
final class World {

  static final Instant START = Instant.parse("2027-01-01T00:00:00Z");
  static final Instant END = START.plus(Duration.ofDays(365));
  static final DisplayName FIRST = new DisplayName("first");
  static final DisplayName SECOND = new DisplayName("second");

  private static final List<Policy.Issuer> ISSUERS =
      List.of(
          new Policy.Issuer(FIRST, Optional.empty()), new Policy.Issuer(SECOND, Optional.empty()));
  private static final Duration OUTAGE = Duration.ofDays(3);
  private static final Instant SILENT_FROM = START.plus(Duration.ofDays(60));
  private static final Instant BUSY_FROM = START.plus(Duration.ofDays(250));
  private static final Instant ANNOUNCED = START.plus(Duration.ofDays(150));
  private static final Duration UNTIL_REVOKED = Duration.ofDays(5); // BR §4.9.1.1
  private static final Duration ARI_POLL = Duration.ofHours(6);
  private static final Duration USUAL_LIFE = Duration.ofDays(45);
  private static final Duration SHORT_LIFE = Duration.ofHours(160);
  private static final double SHORT_LIVED = 0.05;
  private static final double REVOKED = 0.2;
  private static final double COMES_TO_NOTHING = 0.005;
  private static final int NAMES_OF_A_DOMAIN = 5;
  private static final int FULL_FLEET = 100_000;
  private static final KeyReference KEY = new KeyReference(new UUID(0, 1));
  private static final AriCertId PREDECESSOR = new AriCertId("aYhba4dGQEHhs3uEe6CuLN4ByNQ.AIdlQyE");
  private static final URI LOCATION = URI.create("https://ca.test/order");

  private final Random random; // the same year each time
  private final Agenda agenda = new Agenda(START);
  private final List<ManagedCertificate> fleet = new ArrayList<>();
  private final Map<CertificateId, ManagedCertificate> byId = new HashMap<>();
  private final Map<DisplayName, SimulatedCa> cas;
  private final CircuitBreaker breaker =
      new CircuitBreaker(new CircuitsInMemory(), new AnyCircuits(), agenda);
  private final IssuerChoice choice = new IssuerChoice(breaker, agenda);
  private final Clearances clearances;
  private final Patience patience;
  private final RenewalTimes times;
  private final TreeMap<Integer, Integer> inDangerByDay = new TreeMap<>();
  private long orders;
  private long issued;
  private long cameToNothing;
  private long failedOver;
  private long held;
  private long expired;
  private long servedRevoked;
  private double leastLeft = 1;

  World(int certificates, long seed) {
    random = new Random(seed);
    patience = new Patience(new AnyPatience(), random);
    times = new RenewalTimes(new AnyRenewal(), random);
    var newOrders = Math.max(1, (int) (300L * certificates / FULL_FLEET));
    var first = authority(FIRST, limits(newOrders, true));
    var second = authority(SECOND, limits(newOrders, false));
    cas =
        Stream.of(first, second)
            .map(ca -> new SimulatedCa(ca, agenda, random))
            .collect(Collectors.toMap(ca -> ca.ca().name(), Function.identity()));
    var limits = RealLimits.of(List.of(first, second), agenda);
    clearances =
        new FairClearances(
            id -> certificate(id).standing(ISSUERS),
            limits,
            breaker,
            FailOvers.among(List.of(first, second), choice, limits),
            agenda,
            random);
    ca(FIRST).isDown(SILENT_FROM, OUTAGE, Manner.SILENT);
    ca(FIRST).isDown(BUSY_FROM, OUTAGE, Manner.BUSY);
    for (var number = 0; number < certificates; number++) {
      add(number);
    }
  }

  Figures run() {
    fleet.forEach(this::schedule);
    agenda.at(ANNOUNCED, this::announceRevocations);
    for (var day = 0; day < 365; day++) {
      var today = day;
      agenda.at(START.plus(Duration.ofDays(day)), () -> count(today));
    }
    agenda.runUntil(END);
    fleet.forEach(this::noteEnd);
    return new Figures(
        fleet.size(),
        orders,
        issued,
        cameToNothing,
        failedOver,
        held,
        expired,
        servedRevoked,
        leastLeft,
        sum(SimulatedCa::requests),
        sum(SimulatedCa::whileDown),
        sum(SimulatedCa::askedForPatience),
        sum(SimulatedCa::early),
        sum(SimulatedCa::overTheLimit),
        byDay(FIRST),
        byDay(SECOND),
        List.copyOf(inDangerByDay.values()));
  }

  /// All have come into the world within the time after which they are renewed.
  private void add(int number) {
    var life = random.nextDouble() < SHORT_LIVED ? SHORT_LIFE : USUAL_LIFE;
    var share = random.nextDouble() * (life.equals(SHORT_LIFE) ? 1.0 / 2 : 2.0 / 3);
    var age = Duration.ofMillis((long) (life.toMillis() * share));
    var notBefore = START.minus(age);
    var domain = "site" + number / NAMES_OF_A_DOMAIN + ".org";
    var names = new TreeSet<>(List.of(Identifier.of("host" + number + "." + domain)));
    var certificate =
        new ManagedCertificate(
            new CertificateId(new UUID(0, number)),
            names,
            life,
            FIRST,
            new Lifespan(notBefore, notBefore.plus(life)));
    fleet.add(certificate);
    byId.put(certificate.id, certificate);
  }

  private void schedule(ManagedCertificate certificate) {
    var version = certificate.versions;
    var renewAt =
        times.after(
            new Life(certificate.inForce.notBefore(), certificate.inForce.notAfter()),
            Optional.empty(),
            Optional.empty());
    agenda.at(renewAt, () -> order(certificate, version));
  }

  /// The CA moves the windows of what it must revoke (RFC 9773 §4.2), most of them to the next
  /// days, some to the past; the repository hears of it when it asks next.
  private void announceRevocations() {
    var revokedAt = ANNOUNCED.plus(UNTIL_REVOKED);
    fleet.stream()
        .filter(each -> each.issuer.equals(FIRST) && random.nextDouble() < REVOKED)
        .forEach(each -> {
          each.revokedAt = Optional.of(revokedAt);
          var version = each.versions;
          var heard = ANNOUNCED.plusMillis((long) (ARI_POLL.toMillis() * random.nextDouble()));
          var window = UNTIL_REVOKED.minus(Duration.ofHours(12));
          var inTheWindow =
              ANNOUNCED.plusMillis((long) (window.toMillis() * (random.nextDouble() - 0.02)));
          agenda.at(inTheWindow.isAfter(heard) ? inTheWindow : heard, () -> order(each, version));
        });
  }

  private void order(ManagedCertificate certificate, int version) {
    if (certificate.isOrdered || certificate.versions != version) {
      return;
    }
    certificate.isOrdered = true;
    orders++;
    var chosen = choice.choose(certificate.standing(ISSUERS), certificate.failuresByCa).issuer();
    if (!chosen.ca().equals(FIRST)) {
      failedOver++;
    }
    var spec =
        new CertificateSpec(
            certificate.id,
            new Version(1, version + 1L),
            certificate.names,
            chosen,
            KeyType.EC_P256,
            ChallengeType.HTTP_01,
            Validity.any(),
            Optional.empty(),
            Optional.of(PREDECESSOR).filter(_ -> chosen.ca().equals(certificate.issuer)));
    place(new Order.Planned(new OrderId(new UUID(1, orders)), spec).withKey(KEY), 0);
  }

  private void place(Order.Keyed order, int attempts) {
    var certificate = certificate(order.spec().certificate());
    switch (clearances.hindrance(order).orElseGet(() -> askFor(order))) {
      case Step.Held(var until, var _) -> {
        held++;
        agenda.at(until, () -> place(order, 0));
      }
      case Step.Waiting(var until) -> agenda.at(until, () -> place(order, 0));
      case Step.Elsewhere(var next, var _) -> {
        failedOver++;
        place(next, 0);
      }
      case Step.Failed failed ->
          agenda.at(retryAt(order, attempts + 1, failed), () -> place(order, attempts + 1));
      case Step.Moved(var next) when next instanceof Order.Pending pending ->
          agenda.at(
              agenda.instant().plusSeconds(5 + random.nextInt(60)),
              () -> settle(pending, certificate, 0));
      case Step.Moved _, Step.Settled _ -> throw new IllegalStateException("not placed");
    }
  }

  private Step askFor(Order.Keyed order) {
    var step =
        ask(order, () -> ca(order.spec().ca()).place(order.id(), order.spec()))
            .orElseGet(
                () -> new Step.Moved(order.placedAt(LOCATION, agenda.instant().plusSeconds(7200))));
    clearances.note(order, step);
    return step;
  }

  private void settle(Order.Pending order, ManagedCertificate certificate, int attempts) {
    var ca = ca(order.spec().ca());
    var step = clearances.hindrance(order).or(() -> ask(order, () -> ca.look(order.id())));
    if (step.isEmpty()) {
      if (random.nextDouble() < COMES_TO_NOTHING) {
        ca.issuedNothing(order.spec());
        var invalid = order.refused("a validation failed");
        clearances.note(order, new Step.Moved(invalid));
        failed(certificate, order.spec().ca());
      } else {
        succeeded(certificate, order.spec().ca());
      }
      return;
    }
    switch (step.get()) {
      case Step.Held(var until, var _) -> agenda.at(until, () -> settle(order, certificate, 0));
      case Step.Waiting(var until) -> agenda.at(until, () -> settle(order, certificate, 0));
      case Step.Failed failed ->
          agenda.at(
              retryAt(order, attempts + 1, failed), () -> settle(order, certificate, attempts + 1));
      case Step.Moved _ -> failed(certificate, order.spec().ca());
      case Step.Elsewhere _, Step.Settled _ -> throw new IllegalStateException("it is placed");
    }
  }

  /// As the adapter does it: whoever asks too early is told so without a request.
  private Optional<Step> ask(Order order, Runnable question) {
    var ca = order.spec().ca();
    if (agenda.instant().isBefore(ca(ca).closedUntil())) {
      return Optional.of(new Step.Waiting(ca(ca).closedUntil()));
    }
    try {
      question.run();
      breaker.succeeded(ca);
      return Optional.empty();
    } catch (AcmeFailure.Unavailable failure) {
      breaker.failed(ca, String.valueOf(failure.getMessage()), failure.retryAfter());
      return Optional.of(
          new Step.Failed(String.valueOf(failure.getMessage()), failure.retryAfter()));
    }
  }

  /// As the worker does it.
  private Instant retryAt(Order order, int attempts, Step.Failed failed) {
    var notBefore =
        Stream.concat(failed.notBefore().stream(), clearances.notBefore(order.spec().ca()).stream())
            .max(Instant::compareTo);
    return patience.retryAt(
        agenda.instant(),
        attempts,
        notBefore,
        Optional.of(certificate(order.spec().certificate()).inForce.notAfter()));
  }

  private void succeeded(ManagedCertificate certificate, DisplayName ca) {
    noteEnd(certificate);
    issued++;
    certificate.isOrdered = false;
    certificate.versions++;
    certificate.failures = 0;
    certificate.failuresByCa.clear();
    certificate.issuer = ca;
    certificate.revokedAt = Optional.empty();
    var notBefore = agenda.instant().minus(Duration.ofHours(1)); // as CAs have it
    certificate.inForce = new Lifespan(notBefore, notBefore.plus(certificate.life));
    schedule(certificate);
  }

  private void failed(ManagedCertificate certificate, DisplayName ca) {
    cameToNothing++;
    certificate.isOrdered = false;
    certificate.failures++;
    certificate.failuresByCa.merge(ca, 1, Integer::sum);
    var version = certificate.versions;
    agenda.at(
        times.afterFailure(agenda.instant(), certificate.failures, Optional.empty()),
        () -> order(certificate, version));
  }

  /// How near it came.
  private void noteEnd(ManagedCertificate certificate) {
    var now = agenda.instant();
    if (now.isAfter(certificate.inForce.notAfter())) {
      expired++;
    }
    if (certificate.revokedAt.filter(now::isAfter).isPresent()) {
      servedRevoked++;
    }
    leastLeft =
        Math.min(
            leastLeft,
            (double) Duration.between(now, certificate.inForce.notAfter()).toMillis()
                / certificate.life.toMillis());
  }

  private void count(int day) {
    var now = agenda.instant();
    inDangerByDay.put(
        day, (int) fleet.stream().filter(each -> each.standing(ISSUERS).isInDanger(now)).count());
  }

  private long sum(Function<SimulatedCa, Long> figure) {
    return cas.values().stream().mapToLong(figure::apply).sum();
  }

  private List<Integer> byDay(DisplayName name) {
    var first = SimulatedCa.day(START);
    var days = ca(name).ordersByDay();
    return Stream.iterate(first, day -> day + 1)
        .limit(365)
        .map(day -> days.getOrDefault(day, 0))
        .toList();
  }

  private ManagedCertificate certificate(CertificateId id) {
    return Optional.ofNullable(byId.get(id)).orElseThrow();
  }

  private SimulatedCa ca(DisplayName name) {
    return Optional.ofNullable(cas.get(name)).orElseThrow();
  }

  private static CertificateAuthority authority(DisplayName name, Limits limits) {
    return new CertificateAuthority(
        name,
        URI.create("https://" + name + ".test/directory"),
        List.of(),
        List.of(),
        List.of(),
        limits);
  }

  private static Limits limits(int newOrders, boolean exemptsRenewals) {
    return new Limits(
        List.of(
            new Limit(Limit.Kind.NEW_ORDERS, newOrders, Duration.ofHours(3)),
            new Limit(Limit.Kind.CERTIFICATES_PER_DOMAIN, 50, Duration.ofDays(7)),
            new Limit(Limit.Kind.CERTIFICATES_PER_NAME_SET, 5, Duration.ofDays(7))),
        exemptsRenewals);
  }
}
