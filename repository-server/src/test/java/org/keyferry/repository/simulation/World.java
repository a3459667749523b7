package org.keyferry.repository.simulation;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
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
import org.keyferry.repository.issuance.AcmePauses;
import org.keyferry.repository.issuance.AnyCircuits;
import org.keyferry.repository.issuance.AnyPatience;
import org.keyferry.repository.issuance.CertificateSpec;
import org.keyferry.repository.issuance.CircuitBreaker;
import org.keyferry.repository.issuance.CircuitsInMemory;
import org.keyferry.repository.issuance.Clearances;
import org.keyferry.repository.issuance.FailOver;
import org.keyferry.repository.issuance.FailOvers;
import org.keyferry.repository.issuance.FairClearances;
import org.keyferry.repository.issuance.IssuerChoice;
import org.keyferry.repository.issuance.Lifespan;
import org.keyferry.repository.issuance.LongPauses;
import org.keyferry.repository.issuance.Order;
import org.keyferry.repository.issuance.OrderId;
import org.keyferry.repository.issuance.Patience;
import org.keyferry.repository.issuance.RealLimits;
import org.keyferry.repository.issuance.Step;
import org.keyferry.repository.issuance.acme.PausesInMemory;
import org.keyferry.repository.issuance.acme.SimulatedAnswer;
import org.keyferry.repository.issuance.acme.SimulatedReplica;
import org.keyferry.repository.renewal.AnyRenewal;
import org.keyferry.repository.renewal.InquiryTimes;
import org.keyferry.repository.renewal.RenewalTimes;
import org.keyferry.repository.renewal.Window;
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
  static final Duration OUTAGE = Duration.ofDays(3);
  static final Instant SILENT_FROM = START.plus(Duration.ofDays(60));
  static final Instant BUSY_FROM = START.plus(Duration.ofDays(250));
  static final Instant ANNOUNCED = START.plus(Duration.ofDays(150));
  static final Duration UNTIL_REVOKED = Duration.ofDays(5); // BR §4.9.1.1
  private static final Duration USUAL_LIFE = Duration.ofDays(45);
  private static final Duration SHORT_LIFE = Duration.ofHours(160);
  private static final double SHORT_LIVED = 0.05;
  private static final double REVOKED = 0.2;
  private static final int WINDOW_PASSED = 50; // of so many, one
  private static final Window PAST =
      new Window(ANNOUNCED.minus(Duration.ofDays(2)), ANNOUNCED.minus(Duration.ofDays(1)));
  private static final Window COMING =
      new Window(ANNOUNCED, ANNOUNCED.plus(UNTIL_REVOKED).minus(Duration.ofHours(12)));
  private static final double WIDTH_OF_WINDOW = 0.02;
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
  private final AcmePauses noted = new PausesInMemory();
  private final List<SimulatedReplica> replicas =
      List.of(new SimulatedReplica(noted, agenda), new SimulatedReplica(noted, agenda));
  private final LongPauses pauses = new LongPauses(noted, agenda);
  private final IssuerChoice choice = new IssuerChoice(breaker, pauses, agenda);
  private final Map<DisplayName, Instant> troubled = new HashMap<>();
  private final FailOver failOver;
  private final Clearances clearances;
  private final Patience patience;
  private final RenewalTimes times;
  private final InquiryTimes inquiries;
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
    inquiries = new InquiryTimes(random);
    var newOrders = Math.max(1, (int) (300L * certificates / FULL_FLEET));
    var first = authority(FIRST, limits(newOrders, true));
    var second = authority(SECOND, limits(newOrders, false));
    cas =
        Stream.of(first, second)
            .map(ca -> new SimulatedCa(ca, agenda, random))
            .collect(Collectors.toMap(ca -> ca.ca().name(), Function.identity()));
    var limits = RealLimits.of(List.of(first, second), agenda);
    failOver = FailOvers.among(List.of(first, second), choice, limits, pauses, patience, agenda);
    clearances =
        new FairClearances(
            id -> certificate(id).standing(ISSUERS),
            limits,
            breaker,
            pauses,
            failOver,
            patience,
            agenda);
    ca(FIRST).isDown(SILENT_FROM, OUTAGE, Manner.SILENT);
    ca(FIRST).isDown(BUSY_FROM, OUTAGE, Manner.BUSY);
    for (var day = 20; day < 365; day += 60) {
      ca(FIRST).hiccups(START.plus(Duration.ofDays(day)));
    }
    ca(SECOND).hiccups(SILENT_FROM.plus(Duration.ofHours(12)));
    ca(SECOND).hiccups(BUSY_FROM.plus(Duration.ofHours(12)));
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
        sum(SimulatedCa::inquiries),
        sum(SimulatedCa::whileDown),
        wishes(_ -> true),
        wishes(each -> isBetween(each, Duration.ofHours(1), RetryWish.LONGEST)),
        wishes(each -> isBetween(each, RetryWish.LONGEST, ChronoUnit.FOREVER.getDuration())),
        wishes(each -> each.asked().isEmpty()),
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

  /// As the desk of renewals does it: a date of its own, and the CA is asked for a window.
  private void schedule(ManagedCertificate certificate) {
    var version = certificate.versions;
    certificate.firstWindow = Optional.empty();
    certificate.window = Optional.empty();
    due(certificate, times.after(certificate.lifeInForce(), Optional.empty(), Optional.empty()));
    agenda.at(agenda.instant(), () -> inquire(certificate, version));
  }

  private void due(ManagedCertificate certificate, Instant renewAt) {
    var version = certificate.versions;
    certificate.renewAt = renewAt;
    agenda.at(
        renewAt,
        () -> {
          if (certificate.renewAt.equals(renewAt)) { // it did not move
            order(certificate, version);
          }
        });
  }

  /// As the inquiry does it: a CA in trouble is asked once in a tick, one that is down not at all.
  private void inquire(ManagedCertificate certificate, int version) {
    if (certificate.versions != version) {
      return;
    }
    var now = agenda.instant();
    var ca = ca(certificate.issuer);
    var tick = now.truncatedTo(ChronoUnit.MINUTES);
    if (!breaker.isClosed(certificate.issuer) || tick.equals(troubled.get(certificate.issuer))) {
      inquireAt(inquiries.afterFailure(now, Optional.empty()), certificate);
      return;
    }
    try {
      var retryAfter =
          replica(certificate.id.hashCode()).ask(ca.ca(), () -> ca.inform(certificate.id));
      hear(certificate, windowOf(certificate), now);
      inquireAt(inquiries.afterAnswer(now, retryAfter), certificate);
    } catch (AcmeFailure.Unavailable trouble) {
      troubled.put(certificate.issuer, tick);
      inquireAt(inquiries.afterFailure(now, trouble.retryAfter()), certificate);
    } catch (AcmeFailure.Paused pause) {
      troubled.put(certificate.issuer, tick);
      inquireAt(inquiries.afterFailure(now, Optional.of(pause.until())), certificate);
    }
  }

  private void inquireAt(Instant time, ManagedCertificate certificate) {
    var version = certificate.versions;
    agenda.at(time, () -> inquire(certificate, version));
  }

  /// The date moves if the window did, unless an order is under way.
  private void hear(ManagedCertificate certificate, Window window, Instant now) {
    if (certificate.window.equals(Optional.of(window))) {
      return;
    }
    certificate.window = Optional.of(window);
    certificate.firstWindow = certificate.firstWindow.or(() -> certificate.window);
    if (!certificate.isOrdered) {
      due(
          certificate,
          times.within(
              window,
              certificate.lifeInForce(),
              certificate.published,
              Optional.empty(),
              Optional.empty(),
              now));
    }
  }

  /// What the CA says (RFC 9773 §4.2): around the usual date, and sooner for what it must revoke;
  /// for some of that the window has passed.
  private static Window windowOf(ManagedCertificate certificate) {
    if (certificate.revokedAt.isPresent()) {
      return certificate.id.hashCode() % WINDOW_PASSED == 0 ? PAST : COMING;
    }
    var share = certificate.life.equals(SHORT_LIFE) ? 1.0 / 2 : 2.0 / 3;
    var millis = certificate.life.toMillis();
    var end = certificate.inForce.notBefore().plusMillis((long) (millis * share));
    return new Window(end.minusMillis((long) (millis * WIDTH_OF_WINDOW)), end);
  }

  /// The CA moves the windows of what it must revoke; the repository hears of it when it asks next.
  private void announceRevocations() {
    var revokedAt = ANNOUNCED.plus(UNTIL_REVOKED);
    fleet.stream()
        .filter(each -> each.issuer.equals(FIRST) && random.nextDouble() < REVOKED)
        .forEach(each -> each.revokedAt = Optional.of(revokedAt));
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
            Set.of(),
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
      case Step.Waiting(var until) -> agenda.at(until, () -> place(order, attempts));
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
      case Step.Moved _, Step.Paced _, Step.Settled _ ->
          throw new IllegalStateException("not placed");
    }
  }

  private Step askFor(Order.Keyed order) {
    var ca = ca(order.spec().ca());
    var now = agenda.instant();
    Step step;
    try {
      watch(order, () -> ca.place(order.spec()));
      certificate(order.spec().certificate()).notBefore = Instant.MIN;
      step = new Step.Moved(order.placedAt(LOCATION, patience.giveUpAt(now, Optional.empty())));
    } catch (AcmeFailure.Unavailable trouble) {
      step = new Step.Failed(String.valueOf(trouble.getMessage()), trouble.retryAfter());
    } catch (AcmeFailure.Paused pause) {
      var standing = certificate(order.spec().certificate()).standing(ISSUERS);
      step =
          pause.until().isAfter(now.plus(LongPauses.SHORT))
              ? failOver.orWait(
                  order,
                  standing,
                  patience.soonAfter(now, pause.until()),
                  String.valueOf(pause.getMessage()))
              : new Step.Waiting(pause.until());
    }
    clearances.note(order, step);
    return step;
  }

  private void settle(Order.Pending order, ManagedCertificate certificate, int attempts) {
    switch (clearances.hindrance(order).orElseGet(() -> lookAt(order))) {
      case Step.Held(var until, var _) ->
          agenda.at(until, () -> settle(order, certificate, attempts));
      case Step.Waiting(var until) -> agenda.at(until, () -> settle(order, certificate, attempts));
      case Step.Failed failed ->
          agenda.at(
              retryAt(order, attempts + 1, failed), () -> settle(order, certificate, attempts + 1));
      case Step.Moved(var next) when next instanceof Order.Invalid -> {
        clearances.note(order, new Step.Moved(next));
        failed(certificate, order.spec().ca());
      }
      case Step.Moved _ -> succeeded(certificate, order.spec().ca());
      case Step.Elsewhere _, Step.Paced _, Step.Settled _ ->
          throw new IllegalStateException("it is placed");
    }
  }

  /// As the engine does it: an order that is placed is given up when its time is over.
  private Step lookAt(Order.Pending order) {
    var ca = ca(order.spec().ca());
    var now = agenda.instant();
    var isOver = !now.isBefore(order.expires());
    if (isOver && now.isBefore(certificate(order.spec().certificate()).notBefore)) {
      return gaveUp(order); // without a request
    }
    try {
      var retryAfter = watch(order, () -> ca.look(order.id()));
      if (ca.hasSettled(order.id())) {
        return end(order, ca);
      }
      wants(order, retryAfter);
      return isOver ? gaveUp(order) : new Step.Waiting(nextLook(order, retryAfter));
    } catch (AcmeFailure.Unavailable trouble) {
      return isOver
          ? gaveUp(order)
          : new Step.Failed(String.valueOf(trouble.getMessage()), trouble.retryAfter());
    } catch (AcmeFailure.Paused pause) {
      var until = pause.until().isBefore(order.expires()) ? pause.until() : order.expires();
      return isOver ? gaveUp(order) : new Step.Waiting(until);
    }
  }

  private Instant nextLook(Order.Pending order, Optional<Instant> retryAfter) {
    var until = patience.pollAt(agenda.instant(), retryAfter);
    var isShort = until.isBefore(agenda.instant().plus(LongPauses.SHORT));
    return isShort || until.isBefore(order.expires()) ? until : order.expires();
  }

  private void wants(Order order, Optional<Instant> notBefore) {
    notBefore.ifPresent(until -> certificate(order.spec().certificate()).notBefore = until);
  }

  private static Step gaveUp(Order.Pending order) {
    return new Step.Moved(order.refused("its time is over"));
  }

  private Step end(Order.Pending order, SimulatedCa ca) {
    if (random.nextDouble() < COMES_TO_NOTHING) {
      ca.issuedNothing(order.spec());
      return new Step.Moved(order.refused("a validation failed"));
    }
    return new Step.Moved(order.authorized());
  }

  /// As the decorator of the adapter does it.
  private Optional<Instant> watch(Order order, Supplier<SimulatedAnswer> question) {
    var ca = ca(order.spec().ca()).ca();
    try {
      var retryAfter = replica(order.id().hashCode()).ask(ca, order.spec().identifiers(), question);
      breaker.succeeded(ca.name());
      return retryAfter;
    } catch (AcmeFailure.Unavailable silence) {
      if (silence.answered()) {
        breaker.succeeded(ca.name());
      } else {
        breaker.failed(ca.name(), String.valueOf(silence.getMessage()), silence.retryAfter());
      }
      throw silence;
    }
  }

  private SimulatedReplica replica(int number) {
    return replicas.get(Math.floorMod(number, replicas.size()));
  }

  /// As the worker does it.
  private Instant retryAt(Order order, int attempts, Step.Failed failed) {
    var notBefore =
        order instanceof Order.Placed placed
            ? Stream.concat(
                    failed.notBefore().stream(), clearances.notBefore(placed.spec().ca()).stream())
                .max(Instant::compareTo)
                .map(theirs -> theirs.isBefore(placed.expires()) ? theirs : placed.expires())
            : Optional.<Instant>empty();
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
    certificate.notBefore = Instant.MIN;
    var notBefore = agenda.instant().minus(Duration.ofHours(1)); // as CAs have it
    certificate.inForce = new Lifespan(notBefore, notBefore.plus(certificate.life));
    certificate.published = agenda.instant();
    ca(ca).issued(certificate.id);
    schedule(certificate);
  }

  private void failed(ManagedCertificate certificate, DisplayName ca) {
    cameToNothing++;
    certificate.isOrdered = false;
    certificate.failures++;
    certificate.failuresByCa.merge(ca, 1, Integer::sum);
    due(
        certificate,
        times.afterFailure(
            agenda.instant(), certificate.failures, Optional.of(certificate.inForce.notAfter())));
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

  private long wishes(Predicate<RetryWish> wanted) {
    return cas.values().stream().flatMap(ca -> ca.wishes().stream()).filter(wanted).count();
  }

  private static boolean isBetween(RetryWish wish, Duration over, Duration upTo) {
    return wish.asked()
        .filter(each -> each.compareTo(over) > 0 && each.compareTo(upTo) <= 0)
        .isPresent();
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
