package org.keyferry.repository.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.keyferry.protocol.bundle.AgentId;
import org.keyferry.protocol.bundle.CertificateId;
import org.keyferry.protocol.bundle.Version;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.protocol.pki.SerialNumber;
import org.keyferry.repository.delivery.Drift.Kind;
import org.keyferry.repository.delivery.DriftRules.Claim;
import org.keyferry.repository.delivery.Expectation.Newest;
import org.keyferry.repository.delivery.ServedTarget.Stage;
import org.keyferry.repository.delivery.ServedTarget.State;

/// What counts as drift, and since when.
class DriftRulesTest {

  private static final Instant NOON = Instant.parse("2026-11-25T12:00:00Z");
  private static final Instant GRANTED = NOON.minus(Duration.ofDays(9));
  private static final Instant PUBLISHED = NOON.minus(Duration.ofHours(5));
  private static final Instant SEEN = NOON.minus(Duration.ofHours(3));
  private static final Instant TOMORROW = NOON.plus(Duration.ofDays(1));
  private static final Version OLD = new Version(1, 1);
  private static final Version NEW = new Version(1, 2);
  private static final SerialNumber OLD_LEAF = new SerialNumber("aa");
  private static final SerialNumber NEW_LEAF = new SerialNumber("bb");
  private static final AgentId AGENT = new AgentId(new UUID(1, 1));
  private static final DisplayName WWW = new DisplayName("www");

  private final DriftRules rules = new DriftRules(NOON);

  @Test
  void aTargetThatServesTheNewestVersionHasNone() {
    assertThat(rules.of(holding(NEW, NEW_LEAF, State.SERVED, serving(NEW_LEAF)), granted()))
        .isEmpty();
  }

  @Test
  void anOlderVersionIsBehindSinceTheNewestWasPublished() {
    assertThat(rules.of(holding(OLD, OLD_LEAF, State.SERVED, serving(OLD_LEAF)), granted()))
        .containsExactly(new Drift(Kind.BEHIND, PUBLISHED, "has 1.1, should have 1.2"));
  }

  @Test
  void whoWasGrantedTheCertificateLaterIsBehindSinceThen() {
    var late = new Expectation(AGENT, anyCertificate(), WWW, SEEN, newest(), Optional.of(NEW));

    assertThat(rules.ofUnclaimed(late))
        .containsExactly(
            new Drift(Kind.NOT_INSTALLED, SEEN, "no target of the agent asks for www"));
  }

  @Test
  void whatWaitsForItsWindowIsHeldAndNotBehind() {
    assertThat(kinds(holding(OLD, OLD_LEAF, State.HELD, serving(OLD_LEAF))))
        .containsExactly(Kind.HELD);
  }

  @Test
  void aNewerVersionThanThereIsTellsOfADatabaseThatWasSetBack() {
    assertThat(kinds(holding(new Version(1, 3), NEW_LEAF, State.SERVED, serving(NEW_LEAF))))
        .containsExactly(Kind.AHEAD);
  }

  @Test
  void anotherLeafUnderTheRightNumberIsAltered() {
    assertThat(rules.of(holding(NEW, OLD_LEAF, State.SERVED, serving(OLD_LEAF)), granted()))
        .containsExactly(
            new Drift(Kind.ALTERED, SEEN, "serial aa is on disk as 1.2, which has serial bb"));
  }

  @Test
  void oneOfTwoListenersThatLagsIsNamedWithItsDate() {
    var lagging = listener("[::1]:443", Optional.of(OLD_LEAF), Optional.empty(), GRANTED);

    assertThat(rules.of(holding(NEW, NEW_LEAF, State.STALE, serving(NEW_LEAF), lagging), granted()))
        .containsExactly(
            new Drift(
                Kind.STALE_LISTENER,
                GRANTED,
                "another certificate than the one on disk at [::1]:443 (serial aa)"));
  }

  @Test
  void aListenerThatDoesNotAnswerIsNotServed() {
    var dead = listener("127.0.0.1:25", Optional.empty(), Optional.of("connection refused"), SEEN);

    assertThat(rules.of(holding(NEW, NEW_LEAF, State.INSTALLED, dead), granted()))
        .containsExactly(new Drift(Kind.NOT_SERVED, SEEN, "no answer at 127.0.0.1:25"));
  }

  @Test
  void theWordOfTheAgentDoesNotHideWhatItSaw() {
    assertThat(kinds(holding(NEW, NEW_LEAF, State.SERVED, serving(OLD_LEAF))))
        .containsExactly(Kind.STALE_LISTENER);
  }

  @Test
  void whatExpiredIsToldFirst() {
    var expired =
        new ServedListener(
            "127.0.0.1:443",
            ServedListener.Protocol.TLS,
            Optional.empty(),
            Optional.of(OLD_LEAF),
            Optional.of(SEEN),
            Optional.empty(),
            GRANTED);

    assertThat(rules.of(holding(OLD, OLD_LEAF, State.SERVED, expired), granted()))
        .extracting(Drift::kind, Drift::since)
        .containsExactly(tuple(Kind.EXPIRED, SEEN), tuple(Kind.BEHIND, PUBLISHED));
  }

  @Test
  void whereNobodyLooksWhatIsOnDiskCounts() {
    assertThat(kinds(holding(NEW, NEW_LEAF, State.INSTALLED))).isEmpty();
    assertThat(new DriftRules(TOMORROW).of(holding(NEW, NEW_LEAF, State.INSTALLED), granted()))
        .containsExactly(
            new Drift(Kind.EXPIRED, TOMORROW, "what is on disk expired at " + TOMORROW));
  }

  @Test
  void aFailureNamesItsStage() {
    assertThat(rules.of(holding(OLD, OLD_LEAF, State.ROLLED_BACK, serving(OLD_LEAF)), granted()))
        .containsExactly(
            new Drift(Kind.BEHIND, PUBLISHED, "has 1.1, should have 1.2"),
            new Drift(Kind.FAILED, SEEN, "at stage validate: nginx -t failed"));
  }

  @Test
  void whatIsNotSealedYetIsNotTheHostsFault() {
    var unsealed =
        new Expectation(AGENT, anyCertificate(), WWW, GRANTED, newest(), Optional.of(OLD));
    var target = holding(OLD, OLD_LEAF, State.SERVED, serving(OLD_LEAF));

    assertThat(rules.of(target, new Claim.Granted(unsealed)))
        .extracting(Drift::kind)
        .containsExactly(Kind.BEHIND, Kind.NOT_SEALED);
  }

  @Test
  void beforeTheFirstVersionNothingIsMissing() {
    var young =
        new Expectation(AGENT, anyCertificate(), WWW, GRANTED, Optional.empty(), Optional.empty());

    assertThat(rules.ofUnclaimed(young)).isEmpty();
    assertThat(rules.of(empty(), new Claim.Granted(young))).isEmpty();
  }

  @Test
  void aTargetWithoutAGrantSaysWhetherTheCertificateExists() {
    assertThat(rules.of(empty(), new Claim.NotGranted()))
        .containsExactly(new Drift(Kind.NOT_GRANTED, SEEN, "the agent has no grant to www"));
    assertThat(rules.of(empty(), new Claim.Unknown()))
        .containsExactly(
            new Drift(Kind.UNKNOWN_CERTIFICATE, SEEN, "the repository has no certificate www"));
  }

  private List<Kind> kinds(ServedTarget target) {
    return rules.of(target, granted()).stream().map(Drift::kind).toList();
  }

  private static Claim granted() {
    return new Claim.Granted(
        new Expectation(AGENT, anyCertificate(), WWW, GRANTED, newest(), Optional.of(NEW)));
  }

  private static Optional<Newest> newest() {
    return Optional.of(new Newest(NEW, NEW_LEAF, PUBLISHED));
  }

  private static CertificateId anyCertificate() {
    return new CertificateId(new UUID(2, 2));
  }

  private static ServedListener serving(SerialNumber leaf) {
    return listener("127.0.0.1:443", Optional.of(leaf), Optional.empty(), SEEN);
  }

  private static ServedListener listener(
      String address, Optional<SerialNumber> leaf, Optional<String> fault, Instant since) {
    return new ServedListener(
        address,
        ServedListener.Protocol.TLS,
        Optional.empty(),
        leaf,
        leaf.map(_ -> TOMORROW),
        fault,
        since);
  }

  private static ServedTarget holding(
      Version version, SerialNumber leaf, State state, ServedListener... listeners) {
    return target(Optional.of(version), Optional.of(leaf), state, List.of(listeners));
  }

  private static ServedTarget empty() {
    return target(Optional.empty(), Optional.empty(), State.WAITING, List.of());
  }

  private static ServedTarget target(
      Optional<Version> version,
      Optional<SerialNumber> leaf,
      State state,
      List<ServedListener> listeners) {
    var failed = state == State.ROLLED_BACK;
    return new ServedTarget(
        AGENT,
        new DisplayName("site"),
        new DisplayName("nginx"),
        Optional.empty(),
        WWW,
        version,
        leaf,
        leaf.map(_ -> TOMORROW),
        leaf,
        listeners,
        state,
        failed ? Optional.of(Stage.VALIDATE) : Optional.empty(),
        failed ? Optional.of("nginx -t failed") : Optional.empty(),
        SEEN,
        SEEN);
  }
}
