package org.keyferry.repository.issuance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.keyferry.protocol.pki.AriCertId;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.repository.certificate.CertificateAuthority;
import org.keyferry.repository.certificate.Limit;
import org.keyferry.repository.certificate.Limits;
import org.keyferry.repository.certificate.Policy;
import org.keyferry.repository.issuance.acme.PausesInMemory;
import org.keyferry.repository.issuance.store.BucketsInMemory;
import org.keyferry.testkit.TurnableClock;

/// An order goes to the first CA that takes it, waits while there is time, and goes to the next CA
/// before there is none.
class FairClearancesTest {

  private static final Instant NOON = Instant.parse("2026-11-25T12:00:00Z");
  private static final DisplayName LE = new DisplayName("le");
  private static final DisplayName ZERO = new DisplayName("zero");
  private static final Policy.Issuer FIRST = AnySpec.issuer("le");
  private static final Policy.Issuer SECOND = AnySpec.issuer("zero");
  private static final Duration DAY = Duration.ofDays(1);

  private final TurnableClock clock = TurnableClock.at(NOON);
  private final CircuitBreaker breaker =
      new CircuitBreaker(new CircuitsInMemory(), new AnyCircuits(), clock);
  private final BucketsInMemory buckets = new BucketsInMemory(clock);
  private final PausesInMemory noted = new PausesInMemory();
  private final LongPauses pauses = new LongPauses(noted, clock);
  private final IssuerChoice choice = new IssuerChoice(breaker, pauses, clock);
  private final Order.Keyed order = AnySpec.keyed(AnySpec.of("le", "www.example.org"));

  private Limits limits = Limits.none();
  private Optional<Lifespan> inForce = Optional.empty();
  private Optional<Duration> outage = Optional.empty();

  @Test
  void nothingHindersAnOrderAtACaThatIsUp() {
    assertThat(clearances().hindrance(order)).isEmpty();
  }

  @Nested
  class WhileTheFirstCaIsDown {

    @Test
    void aRenewalWaitsWhileThereIsTime() {
      expiresIn(DAY.multipliedBy(15), DAY.multipliedBy(45));
      goesDown(LE);

      assertThat(clearances().hindrance(order))
          .contains(
              new Step.Held(
                  NOON.plusSeconds(60), "the CA le is down since " + NOON + ": no answer"));
      assertThat(choice.choose(standing(), Map.of()).issuer()).isEqualTo(FIRST);
    }

    @Test
    void aRenewalGoesToTheNextWhenASixthOfTheLifeIsLeft() {
      expiresIn(DAY.multipliedBy(45).dividedBy(6), DAY.multipliedBy(45));
      goesDown(LE);

      assertThat(clearances().hindrance(order))
          .contains(
              new Step.Elsewhere(
                  order.at(SECOND), "the CA le is down since " + NOON + ": no answer"));
      assertThat(choice.choose(standing(), Map.of()))
          .isEqualTo(
              new IssuerChoice.Choice(SECOND, Optional.of("the CA le is down since " + NOON)));
    }

    @Test
    void whatWasCondemnedIsNotWaitedWith() {
      expiresIn(DAY.multipliedBy(40), DAY.multipliedBy(45));
      inForce = inForce.map(life -> life.until(NOON));
      goesDown(LE);

      assertThat(clearances().hindrance(order)).containsInstanceOf(Step.Elsewhere.class);
    }

    @Test
    void aShortLivedCertificateGoesWhenAQuarterIsLeft() {
      expiresIn(Duration.ofHours(40), Duration.ofHours(160));
      goesDown(LE);

      assertThat(clearances().hindrance(order)).containsInstanceOf(Step.Elsewhere.class);
    }

    @Test
    void theOutageToSurviveBringsThatForward() {
      outage = Optional.of(DAY.multipliedBy(10));
      expiresIn(DAY.multipliedBy(10), DAY.multipliedBy(45));
      goesDown(LE);

      assertThat(clearances().hindrance(order)).containsInstanceOf(Step.Elsewhere.class);
    }

    @Test
    void aFirstOrderGoesAtOnce() {
      goesDown(LE);

      assertThat(clearances().hindrance(order)).containsInstanceOf(Step.Elsewhere.class);
      assertThat(choice.choose(standing(), Map.of()).issuer()).isEqualTo(SECOND);
    }

    @Test
    void whoWaitsLooksAgainBeforeThereIsDanger() {
      expiresIn(DAY.multipliedBy(8), DAY.multipliedBy(45)); // danger at 7.5 days
      goesDown(LE);

      assertThat(clearances(0.999).hindrance(order))
          .get(InstanceOfAssertFactories.type(Step.Held.class))
          .extracting(Step.Held::until)
          .isEqualTo(NOON.plus(Duration.ofHours(12)));
    }

    @Test
    void ordersThatWaitPart() {
      expiresIn(DAY.multipliedBy(15), DAY.multipliedBy(45));
      goesDown(LE);

      assertThat(clearances(0.5).hindrance(order))
          .get(InstanceOfAssertFactories.type(Step.Held.class))
          .extracting(Step.Held::until)
          .isEqualTo(NOON.plusSeconds(60).plus(Duration.ofHours(36)));
    }

    @Test
    void aNextOneThatWasDownOnceIsTriedAgain() {
      goesDown(ZERO);
      clock.turn(Duration.ofDays(90));
      goesDown(LE);

      assertThat(clearances().hindrance(order)).containsInstanceOf(Step.Elsewhere.class);
      assertThat(choice.choose(standing(), Map.of()).issuer()).isEqualTo(SECOND);
    }

    @Test
    void ifTheNextIsDownTooTheFirstIsWaitedFor() {
      goesDown(LE);
      goesDown(ZERO);

      assertThat(clearances().hindrance(order)).containsInstanceOf(Step.Held.class);
      assertThat(choice.choose(standing(), Map.of()).issuer()).isEqualTo(FIRST);
    }

    @Test
    void anOrderThatTheCaHasIsGivenUpWhenItsTimeIsOver() {
      var placed = order.placedAt(URI.create("https://le.test/1"), NOON.plusSeconds(30));
      goesDown(LE);

      assertThat(clearances().hindrance(placed))
          .get(InstanceOfAssertFactories.type(Step.Held.class))
          .extracting(Step.Held::until)
          .isEqualTo(NOON.plusSeconds(30));
      clock.turnTo(NOON.plusSeconds(30));
      assertThat(clearances().hindrance(placed))
          .get(InstanceOfAssertFactories.type(Step.Moved.class))
          .extracting(Step.Moved::to)
          .isInstanceOf(Order.Invalid.class);
    }
  }

  @Nested
  class WhileTheFirstCaWantsToBeLeftAlone {

    @Test
    void aRenewalWaitsWhileThereIsTime() {
      expiresIn(DAY.multipliedBy(15), DAY.multipliedBy(45));
      wantsToBeLeftAlone(Duration.ofHours(20));

      assertThat(clearances().hindrance(order))
          .contains(
              new Step.Held(
                  NOON.plus(Duration.ofHours(20)),
                  "the CA le wants to be left alone until 2026-11-26T08:00:00Z"));
    }

    @Test
    void aRenewalInDangerGoesToTheNext() {
      expiresIn(DAY.multipliedBy(5), DAY.multipliedBy(45));
      wantsToBeLeftAlone(Duration.ofHours(20));

      assertThat(clearances().hindrance(order))
          .contains(
              new Step.Elsewhere(
                  order.at(SECOND), "the CA le wants to be left alone until 2026-11-26T08:00:00Z"));
      assertThat(choice.choose(standing(), Map.of()))
          .isEqualTo(
              new IssuerChoice.Choice(
                  SECOND,
                  Optional.of("the CA le wants to be left alone until 2026-11-26T08:00:00Z")));
    }

    @Test
    void aShortPauseIsWaitedFor() {
      wantsToBeLeftAlone(LongPauses.SHORT);

      assertThat(clearances().hindrance(order)).isEmpty();
      assertThat(choice.choose(standing(), Map.of()).issuer()).isEqualTo(FIRST);
    }

    @Test
    void theRestOfALongOneIsShort() {
      wantsToBeLeftAlone(Duration.ofHours(20));
      clock.turn(Duration.ofHours(20).minus(LongPauses.SHORT));

      assertThat(choice.choose(standing(), Map.of()).issuer()).isEqualTo(FIRST);
    }

    @Test
    void nobodySleepsIntoTheDanger() {
      expiresIn(Duration.ofHours(41), Duration.ofHours(160)); // danger at 40 hours
      wantsToBeLeftAlone(Duration.ofHours(24));

      assertThat(clearances(0.999).hindrance(order))
          .get(InstanceOfAssertFactories.type(Step.Held.class))
          .extracting(Step.Held::until)
          .isEqualTo(NOON.plus(Duration.ofHours(1)));
    }

    @Test
    void whoIsInDangerLooksForAnotherAgainSoon() {
      wantsToBeLeftAlone(Duration.ofHours(20));
      goesDown(ZERO);

      assertThat(clearances().hindrance(order))
          .get(InstanceOfAssertFactories.type(Step.Held.class))
          .extracting(Step.Held::until)
          .isEqualTo(NOON.plus(Duration.ofMinutes(10)));
    }

    private void wantsToBeLeftAlone(Duration pause) {
      noted.note(LE, AcmePauses.ALL, NOON.plus(pause));
    }
  }

  @Test
  void theFirstCaIsUsedAgainWhenItAnswers() {
    goesDown(LE);
    breaker.succeeded(LE);

    assertThat(choice.choose(standing(), Map.of()).issuer()).isEqualTo(FIRST);
  }

  @Test
  void threeOrdersThatCameToNothingGiveTheNextCaItsTurn() {
    assertThat(choice.choose(standing(), Map.ofEntries(entry(LE, 2))).issuer()).isEqualTo(FIRST);
    assertThat(choice.choose(standing(), Map.ofEntries(entry(LE, 3))))
        .isEqualTo(
            new IssuerChoice.Choice(
                SECOND, Optional.of("3 orders in a row came to nothing at the CA le")));
    assertThat(choice.choose(standing(), Map.ofEntries(entry(LE, 3), entry(ZERO, 3))).issuer())
        .isEqualTo(FIRST);
  }

  @Nested
  class WithoutTokens {

    @Test
    void anOrderWaitsForTheNextToken() {
      limits = limits("new-orders=1/PT1H");
      clearances().hindrance(order);

      assertThat(clearances().hindrance(order))
          .contains(
              new Step.Held(
                  NOON.plusSeconds(3600),
                  "the limit of the CA le is used up: 1 new orders in PT1H"));
      clock.turnTo(NOON.plusSeconds(3600));
      assertThat(clearances().hindrance(order)).isEmpty();
    }

    @Test
    void aRenewalInDangerGoesToACaThatHasSome() {
      limits = limits("new-orders=1/PT1H");
      clearances().hindrance(order);
      expiresIn(DAY, DAY.multipliedBy(45));

      assertThat(clearances().hindrance(order)).containsInstanceOf(Step.Elsewhere.class);
    }

    @Test
    void whatFollowsACondemnedVersionGoesToACaThatHasSome() {
      limits = limits("new-orders=1/PT1H");
      clearances().hindrance(order);
      expiresIn(DAY.multipliedBy(40), DAY.multipliedBy(45));
      inForce = inForce.map(life -> life.until(NOON));

      assertThat(clearances().hindrance(order)).containsInstanceOf(Step.Elsewhere.class);
    }

    @Test
    void aRenewalThatSaysWhatItReplacesMayBeExempt() {
      limits = new Limits(limits("new-orders=1/PT1H").each(), true);
      var replacing =
          AnySpec.keyed(
              AnySpec.of(
                  "le",
                  Optional.of(new AriCertId("aYhba4dGQEHhs3uEe6CuLN4ByNQ.AIdlQyE")),
                  "www.example.org"));

      assertThat(clearances().hindrance(replacing)).isEmpty();
      assertThat(clearances().hindrance(replacing)).isEmpty();
      assertThat(clearances().hindrance(AnySpec.keyed(replacing.spec().at(FIRST)))).isEmpty();
      assertThat(clearances().hindrance(AnySpec.keyed(replacing.spec().at(FIRST)))).isNotEmpty();
    }

    @Test
    void anOrderThatWasNotPlacedGivesItsTokenBack() {
      limits = limits("new-orders=1/PT1H");
      clearances().hindrance(order);

      clearances().note(order, new Step.Failed("no answer", Optional.empty()));

      assertThat(clearances().hindrance(order)).isEmpty();
    }

    @Test
    void anOrderThatCameToNothingGivesItsCertificateBack() {
      limits = limits("certificates-per-name-set=1/P7D");
      clearances().hindrance(order);
      var pending = order.placedAt(URI.create("https://le.test/1"), NOON.plusSeconds(30));

      clearances().note(pending, new Step.Moved(pending.refused("no")));

      assertThat(clearances().hindrance(order)).isEmpty();
    }

    @Test
    void namesOfOneRegisteredDomainShareABucket() {
      limits = limits("certificates-per-domain=1/P7D");
      clearances().hindrance(order);

      assertThat(clearances().hindrance(AnySpec.keyed(AnySpec.of("le", "mail.example.org"))))
          .isNotEmpty();
      assertThat(clearances().hindrance(AnySpec.keyed(AnySpec.of("le", "www.example.net"))))
          .isEmpty();
    }

    @Test
    void aNameWhoseValidationFailedTooOftenWaits() {
      limits = limits("failed-validations=1/PT1H");
      orderLimits().notValidated(LE, order.spec().identifiers().first());

      assertThat(clearances().hindrance(order))
          .get(InstanceOfAssertFactories.type(Step.Held.class))
          .extracting(Step.Held::reason)
          .isEqualTo(
              "the limit of the CA le is used up: 1 failed validations of a name in PT1H"
                  + " (www.example.org)");
    }
  }

  private static Limits limits(String limit) {
    return new Limits(List.of(Limit.parse(limit)), false);
  }

  private void expiresIn(Duration left, Duration life) {
    var notAfter = NOON.plus(left);
    inForce = Optional.of(new Lifespan(notAfter.minus(life), notAfter));
  }

  private void goesDown(DisplayName ca) {
    for (var failure = 0; failure < 5; failure++) {
      breaker.failed(ca, "no answer", Optional.empty());
    }
  }

  private Standing standing() {
    return new Standing(List.of(FIRST, SECOND), inForce, outage);
  }

  private OrderLimits orderLimits() {
    return new OrderLimits(new SomeAuthorities(cas()), buckets);
  }

  private List<CertificateAuthority> cas() {
    return List.of(authority(LE, limits), authority(ZERO, Limits.none()));
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

  private Clearances clearances() {
    return clearances(0);
  }

  private Clearances clearances(double chance) {
    var byLimits = orderLimits();
    var patience = new Patience(new AnyPatience(), new FixedChance(chance));
    return new FairClearances(
        _ -> standing(),
        byLimits,
        breaker,
        pauses,
        FailOvers.among(cas(), choice, byLimits, pauses, patience, clock),
        patience,
        clock);
  }

  private record FixedChance(double value) implements java.util.random.RandomGenerator {

    @Override
    public double nextDouble() {
      return value;
    }

    @Override
    public long nextLong() {
      return 0;
    }
  }
}
