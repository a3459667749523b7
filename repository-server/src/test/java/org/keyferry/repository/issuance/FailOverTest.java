package org.keyferry.repository.issuance;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.repository.certificate.CertificateAuthority;
import org.keyferry.repository.certificate.Limit;
import org.keyferry.repository.certificate.Limits;
import org.keyferry.repository.certificate.Policy;
import org.keyferry.repository.issuance.acme.PausesInMemory;
import org.keyferry.repository.issuance.store.BucketsInMemory;
import org.keyferry.testkit.TurnableClock;

/// An order goes to a CA that takes it at once, or stays.
class FailOverTest {

  private static final Instant NOON = Instant.parse("2026-11-25T12:00:00Z");
  private static final Policy.Issuer SECOND = AnySpec.issuer("second");
  private static final Policy.Issuer THIRD = AnySpec.issuer("third");

  private final TurnableClock clock = TurnableClock.at(NOON);
  private final CircuitBreaker breaker =
      new CircuitBreaker(new CircuitsInMemory(), new AnyCircuits(), clock);
  private final PausesInMemory noted = new PausesInMemory();
  private final LongPauses pauses = new LongPauses(noted, clock);
  private final ScriptedCa asked = new ScriptedCa();
  private final Map<String, List<CaaRecord>> dns = new HashMap<>();
  private final Order.Keyed order = AnySpec.keyed(AnySpec.of("first", "www.example.org"));

  private List<CertificateAuthority> cas = List.of(ca("second"), ca("third"));
  private boolean isDnsSilent;
  private int lookups;

  @Test
  void theNextOfThePolicyTakesIt() {
    assertThat(failOver().from(order, standing())).contains(SECOND);
  }

  @Test
  void caaIsAskedForTheOther() {
    dns.put("example.org", List.of(new CaaRecord(false, "issue", "third.example")));
    assertThat(failOver().from(order, standing())).contains(THIRD);

    dns.put("example.org", List.of(new CaaRecord(false, "issue", "elsewhere.example")));
    assertThat(failOver().from(order, standing())).isEmpty();
  }

  @Test
  void whatTheDnsDoesNotTellIsNotTried() {
    isDnsSilent = true;

    assertThat(failOver().from(order, standing())).isEmpty();
  }

  @Test
  void oneThatIsDownIsPassedOver() {
    for (var failure = 0; failure < 5; failure++) {
      breaker.failed(SECOND.ca(), "no answer", Optional.empty());
    }

    assertThat(failOver().from(order, standing())).contains(THIRD);
  }

  @Test
  void oneWithoutTokensIsPassedOver() {
    cas = List.of(ca("second", Limit.parse("new-orders=1/PT1H")), ca("third"));
    var failOver = failOver();
    limits.take(order.spec().at(SECOND));

    assertThat(failOver.from(order, standing())).contains(THIRD);
  }

  @Test
  void oneThatWantsALongPauseForTheseNamesIsPassedOver() {
    noted.note(SECOND.ca(), AcmePauses.keyOf(order.spec().identifiers()), NOON.plusSeconds(3600));

    assertThat(failOver().from(order, standing())).contains(THIRD);
  }

  /// Nobody else is asked for what one does not take.
  @Test
  void onlyOneThatIsUpIsAskedWhatItWouldTake() {
    dns.put("example.org", List.of(new CaaRecord(false, "issue", "third.example")));
    for (var failure = 0; failure < 5; failure++) {
      breaker.failed(SECOND.ca(), "no answer", Optional.empty());
    }

    assertThat(failOver().from(order, standing())).contains(THIRD);
    assertThat(lookups).as("www.example.org and example.org, for the third").isEqualTo(2);
  }

  /// The CA said when it wants these names again, and the certificate has not the time.
  @Test
  void anOrderInDangerDoesNotWaitForALongPause() {
    var endOfPause = NOON.plusSeconds(86_400);
    asked.fails(new AcmeFailure.Paused("it wants a pause for these names", endOfPause));
    cas = List.of(ca("first"), ca("second"));
    var danger = standing().dangerFrom().orElseThrow();
    var engine = engine(failOver());

    assertThat(engine.advance(order))
        .isEqualTo(new Step.Held(danger, "it wants a pause for these names"));
    clock.turnTo(danger);
    assertThat(engine.advance(order))
        .isEqualTo(new Step.Elsewhere(order.at(SECOND), "it wants a pause for these names"));
    cas = List.of(ca("first"));
    assertThat(engine(failOver()).advance(order))
        .as("others are looked for again soon")
        .isInstanceOfSatisfying(
            Step.Held.class,
            held -> assertThat(held.until()).isEqualTo(danger.plus(Duration.ofMinutes(18))));
  }

  @Test
  void oneThatWasRemovedIsPassedOver() {
    cas = List.of(ca("third"));

    assertThat(failOver().from(order, standing())).contains(THIRD);
  }

  @Test
  void aRehearsalStays() {
    assertThat(failOver().from(AnySpec.keyed(AnySpec.rehearsal(order.spec())), standing()))
        .isEmpty();
  }

  /// What CAA forbids is known for sure: nothing is waited for, though no life is in danger.
  @Test
  void anOrderThatCaaForbidsGoesOnAtTheNext() {
    dns.put("example.org", List.of(new CaaRecord(false, "issue", "second.example")));
    cas = List.of(ca("first"), ca("second"), ca("third"));
    var failOver = failOver();

    var step = engine(failOver).advance(order);

    assertThat(step)
        .isInstanceOfSatisfying(
            Step.Elsewhere.class,
            elsewhere -> {
              assertThat(elsewhere.order()).isEqualTo(order.at(SECOND));
              assertThat(elsewhere.reason()).contains("CAA at example.org lets only");
            });
  }

  @Test
  void anOrderThatCaaForbidsEverywhereIsTriedAgain() {
    dns.put("example.org", List.of(new CaaRecord(false, "issue", "elsewhere.example")));
    cas = List.of(ca("first"), ca("second"), ca("third"));

    assertThat(engine(failOver()).advance(order)).isInstanceOf(Step.Failed.class);
  }

  private OrderLimits limits = RealLimits.of(List.of(), clock);

  private FailOver failOver() {
    limits = new OrderLimits(new SomeAuthorities(cas), new BucketsInMemory(clock));
    return new FailOver(
        new IssuerChoice(breaker, pauses, clock),
        limits,
        pauses,
        new SomeAuthorities(cas),
        preCheck(),
        AnyPatience.withoutChance(),
        clock);
  }

  private PreCheck preCheck() {
    return PreChecks.ofCaaAlone(domain -> {
      lookups++;
      if (isDnsSilent) {
        throw new NameServerFailure("no answer");
      }
      return dns.getOrDefault(domain.toString(), List.of());
    });
  }

  private OrderEngine engine(FailOver failOver) {
    var names = new SlowNameServer();
    var key = new OneKey();
    return new OrderEngine(
        new SomeAuthorities(cas),
        key,
        asked,
        new ChallengeResponder(new AnswersInMemory(), names),
        preCheck(),
        _ -> standing(),
        failOver,
        pauses,
        new ChainInspection(key, new KnownVersions(), new CaClocks(clock), clock),
        new CaClocks(clock),
        AnyPatience.withoutChance(),
        clock);
  }

  private static Standing standing() {
    return new Standing(
        Stream.of("first", "second", "third").map(AnySpec::issuer).toList(),
        Optional.of(new Lifespan(NOON, NOON.plusSeconds(86_400))),
        Optional.empty());
  }

  private static CertificateAuthority ca(String name, Limit... limits) {
    return new CertificateAuthority(
        new DisplayName(name),
        URI.create("https://" + name + ".test/directory"),
        List.of(),
        List.of(),
        List.of(),
        new Limits(List.of(limits), false));
  }
}
