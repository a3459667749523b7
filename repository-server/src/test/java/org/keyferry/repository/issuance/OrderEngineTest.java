package org.keyferry.repository.issuance;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.keyferry.protocol.bundle.CertificateId;
import org.keyferry.protocol.bundle.Version;
import org.keyferry.protocol.pki.CertificateChain;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.protocol.pki.DnsName;
import org.keyferry.protocol.pki.Identifier;
import org.keyferry.protocol.pki.IpAddress;
import org.keyferry.protocol.pki.KeyType;
import org.keyferry.repository.certificate.CertificateAuthority;
import org.keyferry.repository.certificate.ChallengeType;
import org.keyferry.repository.certificate.Policy;
import org.keyferry.repository.certificate.Validity;
import org.keyferry.repository.issuance.AcmeAuthority.Status;
import org.keyferry.testkit.FixtureCa;
import org.keyferry.testkit.TurnableClock;

/// An order moves one step at a time, and only forward (RFC 8555 §7.1.6).
class OrderEngineTest {

  private static final Instant NOON = Instant.parse("2026-11-25T12:00:00Z");
  private static final Instant DEADLINE = NOON.plus(Duration.ofHours(2));

  private final TurnableClock clock = TurnableClock.at(NOON);
  private final KeyPair rootKeys = FixtureCa.keyPair(KeyType.EC_P256);
  private final X509Certificate root =
      CertificateDraft.authority("CN=Root", "CN=Root", rootKeys.getPublic(), rootKeys, NOON).sign();
  private final OneKey keys = new OneKey();
  private final ScriptedCa ca = new ScriptedCa();
  private final AnswersInMemory answers = new AnswersInMemory();
  private final SlowNameServer names = new SlowNameServer();
  private final KnownVersions versions = new KnownVersions();
  private final CaClocks clocks = new CaClocks(clock);
  private final OrderEngine engine =
      new OrderEngine(
          SomeAuthorities.only(authority()),
          keys,
          ca,
          new ChallengeResponder(answers, names),
          PreChecks.ofNamesAlone(names),
          FailOvers.alone(),
          FailOvers.none(clock),
          FailOvers.noPauses(clock),
          new ChainInspection(keys, versions, clocks, clock),
          clocks,
          AnyPatience.withoutChance(),
          clock);

  private final Order.Planned planned = planned(ChallengeType.HTTP_01);
  private final Order.Keyed keyed = planned.withKey(OneKey.REFERENCE);
  private final Order.Pending pending = keyed.placedAt(ScriptedCa.ORDER, DEADLINE);
  private final Order.Ready ready = pending.authorized();
  private final Order.Processing processing = ready.finalized();

  @Test
  void theKeyExistsBeforeTheCaHearsOfTheOrder() {
    assertThat(engine.advance(planned)).isEqualTo(new Step.Moved(keyed));
    assertThat(ca.heard).isEmpty();
  }

  @Test
  void anOrderIsPlacedWithItsNames() {
    assertThat(engine.advance(keyed)).isEqualTo(new Step.Moved(pending));
    assertThat(ca.heard).containsExactly("newOrder [www.example.org]");
  }

  /// RFC 8738 §7: "The existing "dns-01" challenge MUST NOT be used to validate IP identifiers."
  @Test
  void whatTheChallengeCannotShowIsNotOrdered() {
    for (var challenge : List.of(ChallengeType.DNS_01, ChallengeType.DNS_PERSIST_01)) {
      var unprovable = planned(challenge, new IpAddress("192.0.2.1")).withKey(OneKey.REFERENCE);

      var invalid = movedTo(engine.advance(unprovable), Order.Invalid.class);

      assertThat(invalid.reason())
          .contains(
              "192.0.2.1 is an IP address", "http-01 and tls-alpn-01 only", "not " + challenge);
    }
    var wildcard =
        planned(ChallengeType.HTTP_01, new DnsName("*.example.org")).withKey(OneKey.REFERENCE);
    assertThat(movedTo(engine.advance(wildcard), Order.Invalid.class).reason())
        .contains("*.example.org is a wildcard");
    assertThat(ca.heard).isEmpty();
  }

  @Test
  void anAddressIsShownByWhatIsNotInTheDns() {
    for (var challenge : List.of(ChallengeType.HTTP_01, ChallengeType.TLS_ALPN_01)) {
      var order = planned(challenge, new IpAddress("192.0.2.1")).withKey(OneKey.REFERENCE);

      assertThat(engine.advance(order)).isInstanceOf(Step.Moved.class);
    }
    assertThat(ca.heard).containsExactly("newOrder [192.0.2.1]", "newOrder [192.0.2.1]");
  }

  @Test
  void whatWasNotOrderedIsNotProved() {
    var order = planned(ChallengeType.HTTP_01).withKey(OneKey.REFERENCE);
    ca.wantsToKnowOf(new IpAddress("192.0.2.1"));

    var invalid =
        movedTo(engine.advance(order.placedAt(ScriptedCa.ORDER, DEADLINE)), Order.Invalid.class);

    assertThat(invalid.reason()).contains("to validate 192.0.2.1, which was not ordered");
    assertThat(answers.of(order.id())).isEmpty();
  }

  @Test
  void theLeverThatTheCaTookIsNoted() {
    ca.takes(Optional.of(NOON.plusSeconds(3600)), Optional.of("shortlived"));
    assertThat(engine.advance(keyed))
        .isEqualTo(new Step.Moved(placedBy(new ValidityLever.NotAfter(NOON.plusSeconds(3600)))));

    ca.takes(Optional.empty(), Optional.of("shortlived"));
    assertThat(engine.advance(keyed))
        .isEqualTo(new Step.Moved(placedBy(new ValidityLever.Profile("shortlived"))));

    ca.takes(Optional.empty(), Optional.empty());
    assertThat(engine.advance(keyed)).isEqualTo(new Step.Moved(placedBy(new ValidityLever.None())));
  }

  private Order.Pending placedBy(ValidityLever lever) {
    return keyed.placedAt(ScriptedCa.ORDER, DEADLINE, lever);
  }

  /// RFC 8555 §7.4: a client that does not finalize gets nothing.
  @Test
  void aRehearsalEndsBeforeTheRequestIsHandedIn() {
    var rehearsal = rehearsal().withKey(OneKey.REFERENCE).placedAt(ScriptedCa.ORDER, DEADLINE);
    ca.is(Status.READY);

    var authorized = movedTo(engine.advance(rehearsal), Order.Ready.class);
    var rehearsed = movedTo(engine.advance(authorized), Order.Rehearsed.class);

    assertThat(rehearsed.location()).isEqualTo(ScriptedCa.ORDER);
    assertThat(engine.advance(rehearsed)).isEqualTo(new Step.Settled());
    assertThat(ca.heard).isEmpty();
  }

  @Test
  void anOrderThatTheCaForgetsSoonIsGivenUpThen() {
    ca.forgetsAt(NOON.plusSeconds(90));

    assertThat(engine.advance(keyed))
        .isEqualTo(new Step.Moved(keyed.placedAt(ScriptedCa.ORDER, NOON.plusSeconds(90))));
  }

  @Test
  void theAnswerLiesReadyBeforeTheCaIsToldToComeForIt() {
    assertThat(engine.advance(pending)).isEqualTo(new Step.Waiting(NOON.plusSeconds(1)));

    assertThat(ca.heard).containsExactly("announce");
    assertThat(answers.withToken("token"))
        .map(ChallengeAnswer::keyAuthorization)
        .contains("token.thumbprint");
  }

  @Test
  void aRequestIsHandedInWhenTheCaIsReadyForIt() {
    ca.is(Status.READY);

    assertThat(engine.advance(ready)).isEqualTo(new Step.Moved(processing));
    assertThat(ca.heard).containsExactly("finalize");
  }

  @Test
  void whatWasIssuedIsInspectedAndTaken() {
    var leaf = leaf();
    ca.is(Status.VALID).issues(leaf);

    assertThat(engine.advance(processing))
        .isEqualTo(new Step.Moved(processing.issued(new CertificateChain(List.of(leaf)))));
  }

  @Test
  void whatIsWrongIsRefusedWithItsReason() {
    ca.is(Status.VALID)
        .issues(
            CertificateDraft.leaf("CN=Root", keys.pair.getPublic(), rootKeys, NOON, "evil.example")
                .sign());

    assertThat(movedTo(engine.advance(processing), Order.Invalid.class).reason())
        .contains("does not publish")
        .contains("a name of the order is not in it");
  }

  @Nested
  class WhenAStepWasTakenAndNotNoted {

    @Test
    void aChallengeIsNotAnnouncedAgain() {
      engine.advance(pending);

      assertThat(engine.advance(pending)).isInstanceOf(Step.Waiting.class);
      assertThat(ca.heard).containsExactly("announce");
    }

    @Test
    void aReadyOrderFollows() {
      ca.is(Status.READY);

      assertThat(engine.advance(pending)).isEqualTo(new Step.Moved(ready));
      assertThat(ca.heard).isEmpty();
    }

    @Test
    void aRequestIsNotHandedInAgain() {
      ca.is(Status.PROCESSING);
      assertThat(engine.advance(ready)).isEqualTo(new Step.Moved(processing));

      ca.is(Status.VALID);
      assertThat(engine.advance(ready)).isEqualTo(new Step.Moved(processing));
      assertThat(ca.heard).isEmpty();
    }

    @Test
    void anOrderFarAheadIsFollowedStepByStep() {
      ca.is(Status.VALID);

      assertThat(engine.advance(pending)).isEqualTo(new Step.Moved(ready));
    }
  }

  @Nested
  class WhenTheCaAsksForPatience {

    @Test
    void theOrderStaysAndWaitsUntilTheRetryAfter() {
      ca.asksForPatienceUntil(NOON.plusSeconds(30));

      assertThat(engine.advance(pending)).isEqualTo(new Step.Waiting(NOON.plusSeconds(30)));
    }

    @Test
    void theOrderWaitsNoLongerThanItsDeadline() {
      clock.turnTo(DEADLINE.minusMillis(10));
      ca.is(Status.PROCESSING);

      assertThat(engine.advance(processing)).isEqualTo(new Step.Waiting(DEADLINE));
    }

    @Test
    void theOrderIsLeftAloneEvenPastItsDeadline() {
      clock.turnTo(DEADLINE.minusSeconds(10));
      ca.is(Status.PROCESSING).asksForPatienceUntil(DEADLINE.plusSeconds(600));

      assertThat(engine.advance(processing)).isEqualTo(new Step.Waiting(DEADLINE.plusSeconds(600)));
    }

    /// The look at the deadline is refused without a request, and the order given up.
    @Test
    void aLongPauseEndsWithTheOrder() {
      ca.is(Status.PROCESSING);
      ca.asksForPatienceUntil(DEADLINE.plusSeconds(86_400));
      assertThat(engine.advance(processing)).isEqualTo(new Step.Waiting(DEADLINE));

      clock.turnTo(DEADLINE);
      ca.fails(new AcmeFailure.Paused("it wants a pause", DEADLINE.plusSeconds(86_400)));
      assertThat(movedTo(engine.advance(processing), Order.Invalid.class).reason())
          .startsWith("it wants a pause");
    }

    @Test
    void anAuthorizationMayAskForIt() {
      ca.asksForPatienceUntil(NOON.plusSeconds(5));
      ca.authorizesNotBefore(NOON.plusSeconds(30));

      assertThat(engine.advance(pending)).isEqualTo(new Step.Waiting(NOON.plusSeconds(30)));
    }

    /// RFC 8555 §7.4: "The certificate is being issued. Send a POST-as-GET request after the time
    /// given in the Retry-After header field of the response, if any."
    @Test
    void theOrderIsLeftAloneAfterTheRequestWasHandedIn() {
      ca.is(Status.READY);
      ca.isPatientlyFinalizedUntil(NOON.plusSeconds(30));

      assertThat(engine.advance(ready)).isEqualTo(new Step.Paced(processing, NOON.plusSeconds(30)));
    }

    @Test
    void theOrderThatIsProcessedAlreadyIsLeftAlone() {
      ca.is(Status.PROCESSING).asksForPatienceUntil(NOON.plusSeconds(30));

      assertThat(engine.advance(pending)).isEqualTo(new Step.Paced(ready, NOON.plusSeconds(30)));
      assertThat(engine.advance(ready)).isEqualTo(new Step.Paced(processing, NOON.plusSeconds(30)));
    }

    @Test
    void theOrderEndsIfThePauseOfTheCaOutlastsIt() {
      ca.fails(new AcmeFailure.Paused("the CA ca asked for a pause", DEADLINE.plusSeconds(600)));

      assertThat(engine.advance(processing)).isEqualTo(new Step.Waiting(DEADLINE));
      clock.turnTo(DEADLINE);
      assertThat(movedTo(engine.advance(processing), Order.Invalid.class).reason())
          .contains("asked for a pause");
    }

    @Test
    void theOrderIsGivenUpAtItsDeadline() {
      clock.turnTo(DEADLINE);
      ca.is(Status.PROCESSING);

      assertThat(movedTo(engine.advance(processing), Order.Invalid.class).reason())
          .contains("did not settle the order by 2026-11-25T14:00:00Z")
          .doesNotContain("clock");
    }

    /// RFC 8555 §7.1.3: an order expires at a time by the clock of the CA.
    @Test
    void aClockThatIsAheadIsNamedWhenTheOrderIsGivenUp() {
      clock.turnTo(DEADLINE);
      clocks.heard(authority().name(), DEADLINE.minus(Duration.ofDays(1)));
      ca.is(Status.PROCESSING);

      assertThat(movedTo(engine.advance(processing), Order.Invalid.class).reason())
          .contains("the clock of the CA says 2026-11-24T14:00:00Z", "set the wrong one");
    }
  }

  @Nested
  class WhenTheCaRefuses {

    @Test
    void anOrderThatWasNotTakenIsInvalid() {
      ca.fails(new AcmeFailure.Refused("the CA ca refused: caa: \"no\"", new Throwable()));

      var invalid = movedTo(engine.advance(keyed), Order.Invalid.class);
      assertThat(invalid.location()).isEmpty();
      assertThat(invalid.reason()).contains("caa");
    }

    @Test
    void theNameThatItDidNotAuthorizeIsNamed() {
      ca.is(Status.INVALID).hasAuthorized(Status.INVALID).says("connection: \"refused\"");

      assertThat(movedTo(engine.advance(pending), Order.Invalid.class).reason())
          .isEqualTo("the CA did not authorize www.example.org: connection: \"refused\"");
    }

    @Test
    void aChallengeThatItDoesNotOfferIsNamed() {
      ca.offersAnotherChallenge();

      assertThat(movedTo(engine.advance(pending), Order.Invalid.class).reason())
          .contains("does not offer http-01 for www.example.org, only tls-alpn-01");
    }

    @Test
    void anOrderThatItDeclaresInvalidIsInvalid() {
      ca.is(Status.INVALID).says("badCSR: \"weak\"");

      assertThat(movedTo(engine.advance(ready), Order.Invalid.class).location())
          .contains(ScriptedCa.ORDER);
      assertThat(movedTo(engine.advance(processing), Order.Invalid.class).reason())
          .contains("badCSR: \"weak\"");
    }
  }

  @Nested
  class WhenTheCaCannotBeReached {

    @Test
    void anOrderThatItTookIsGivenUpAtItsEnd() {
      ca.fails(new AcmeFailure.Unavailable("nobody there", Optional.empty(), new Throwable()));
      assertThat(engine.advance(processing)).isInstanceOf(Step.Failed.class);

      clock.turnTo(DEADLINE);

      assertThat(movedTo(engine.advance(processing), Order.Invalid.class).reason())
          .startsWith("nobody there; it was tried until");
    }

    @Test
    void theOrderStaysWhereItIs() {
      var later = Optional.of(NOON.plusSeconds(99));
      ca.fails(new AcmeFailure.Unavailable("no answer", later, new Throwable()));

      for (var order : List.of(keyed, pending, ready, processing)) {
        assertThat(engine.advance(order)).isEqualTo(new Step.Failed("no answer", later));
      }
    }
  }

  @Nested
  class WithDns01 {

    private final Order.Pending byDns =
        planned(ChallengeType.DNS_01)
            .withKey(OneKey.REFERENCE)
            .placedAt(ScriptedCa.ORDER, DEADLINE);

    @Test
    void theCaIsToldOnlyWhenTheServerShowsTheRecord() {
      assertThat(engine.advance(byDns))
          .isEqualTo(
              new Step.Failed(
                  "the name server took the record for www.example.org and does not show it yet: if"
                      + " it goes on like this, look at the name server",
                  Optional.empty()));
      assertThat(names.records).hasSize(1);
      assertThat(ca.heard).isEmpty();

      names.catchesUp();
      engine.advance(byDns);
      assertThat(ca.heard).containsExactly("announce");
    }

    @Test
    void aRecordThatIsNeverSeenEndsWithTheOrder() {
      engine.advance(byDns);
      clock.turnTo(DEADLINE);

      assertThat(movedTo(engine.advance(byDns), Order.Invalid.class).reason())
          .contains("the CA ca waited in vain for the answers")
          .contains("does not show it yet");
      assertThat(ca.heard).isEmpty();
    }

    @Test
    void aServerThatDoesNotAnswerIsTriedAgain() {
      names.goesDown();

      assertThat(engine.advance(byDns))
          .isEqualTo(new Step.Failed("the DNS does not answer", Optional.empty()));
    }

    @Test
    void theRecordIsTakenAwayWithTheAnswer() {
      engine.advance(byDns);

      new ChallengeResponder(answers, names).clear(byDns.id());

      assertThat(names.records).isEmpty();
      assertThat(answers.of(byDns.id())).isEmpty();
    }
  }

  @Nested
  class WhenTheOrderIsSettled {

    @Test
    void theCaIsNotBotheredAgain() {
      assertThat(engine.advance(pending.refused("caa forbids"))).isEqualTo(new Step.Settled());
      assertThat(engine.advance(processing.issued(new CertificateChain(List.of(leaf())))))
          .isEqualTo(new Step.Settled());
      assertThat(ca.heard).isEmpty();
    }
  }

  private X509Certificate leaf() {
    return CertificateDraft.leaf(
            "CN=Root", keys.pair.getPublic(), rootKeys, NOON, "www.example.org")
        .sign();
  }

  private CertificateAuthority authority() {
    return new CertificateAuthority(
        new DisplayName("ca"),
        URI.create("https://ca.example/dir"),
        List.of(),
        List.of(),
        List.of(root));
  }

  private static <T extends Order> T movedTo(Step step, Class<T> state) {
    assertThat(step).isInstanceOf(Step.Moved.class);
    assertThat(((Step.Moved) step).to()).isInstanceOf(state);
    return state.cast(((Step.Moved) step).to());
  }

  private static Order.Planned rehearsal() {
    return new Order.Planned(
        new OrderId(UUID.fromString("0193a5c0-0000-7000-8000-00000000dead")),
        AnySpec.rehearsal(planned(ChallengeType.HTTP_01).spec()));
  }

  private static Order.Planned planned(ChallengeType challenge) {
    return planned(challenge, new DnsName("www.example.org"));
  }

  private static Order.Planned planned(ChallengeType challenge, Identifier identifier) {
    return new Order.Planned(
        new OrderId(UUID.fromString("0193a5c0-0000-7000-8000-00000000abcd")),
        new CertificateSpec(
            new CertificateId(UUID.fromString("0193a5c0-0000-7000-8000-00000000beef")),
            Version.first(),
            new TreeSet<>(List.of(identifier)),
            new Policy.Issuer(new DisplayName("ca"), Optional.empty()),
            KeyType.EC_P256,
            challenge,
            Validity.any(),
            Optional.empty(),
            Set.of(),
            Optional.empty()));
  }
}
