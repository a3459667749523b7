package org.keyferry.repository.notice;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.protocol.pki.RevocationReason;
import org.keyferry.protocol.pki.SerialNumber;
import org.keyferry.protocol.pki.Thumbprint;
import org.keyferry.repository.agent.EnrollmentTokens;
import org.keyferry.repository.agent.StoredEnrollmentToken;
import org.keyferry.repository.app.RunningRepository;
import org.keyferry.repository.audit.Actor;
import org.keyferry.repository.custody.RepositoryIdentities;
import org.keyferry.repository.delivery.TestFleet;
import org.keyferry.repository.incident.Forecast;
import org.keyferry.repository.incident.Incident;
import org.keyferry.repository.incident.Incidents;
import org.keyferry.repository.incident.Plan;
import org.keyferry.repository.incident.Revocation;
import org.keyferry.repository.incident.RevocationId;
import org.keyferry.repository.incident.RevocationKey;
import org.keyferry.repository.incident.Revocations;
import org.keyferry.repository.incident.Selection;
import org.keyferry.repository.incident.Terms;

/// What is found to tell people of, and when it is over.
@QuarkusTest
@QuarkusTestResource(RunningRepository.class)
class ConditionSourcesIT {

  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Duration DAY = Duration.ofDays(1);
  private static int counter;

  @Inject private ExpiringTokens expiringTokens;
  @Inject private ExpiringRepository expiringRepository;
  @Inject private StoppedIncidents stoppedIncidents;
  @Inject private FailingRevocations failingRevocations;
  @Inject private EnrollmentTokens tokens;
  @Inject private RepositoryIdentities identities;
  @Inject private Incidents incidents;
  @Inject private Revocations revocations;
  @Inject private TestFleet fleet;
  @Inject private InstantSource clock;
  @Inject private Supplier<UUID> ids;

  private String subject;
  private Instant now;

  @BeforeEach
  void somethingNew() {
    subject = "sources-" + ++counter;
    now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
  }

  @Nested
  class AnEnrollmentTokenThatNobodyUses {

    @Test
    void isToldADayBeforeItsEndAndForThreeDaysAfter() {
      var end = now.plus(Duration.ofDays(30));
      make(end);

      assertThat(told(end.minus(DAY).minusSeconds(1))).isEmpty();
      assertThat(told(end.minus(DAY)).orElseThrow().sentence()).contains("enroll the host");
      assertThat(told(end).orElseThrow().sentence())
          .contains("expired at " + end, "keyferry tokens create " + subject);
      assertThat(told(end.plus(DAY.multipliedBy(3)))).isEmpty();
    }

    @Test
    void isToldForTheLastQuarterOfAShortLife() {
      make(now.plus(Duration.ofHours(1)));

      assertThat(told(now.plus(MINUTE.multipliedBy(44)))).isEmpty();
      assertThat(told(now.plus(MINUTE.multipliedBy(46)))).isPresent();
    }

    @Test
    void isForgottenWhenThereIsAnotherOrItIsWithdrawn() {
      var first = make(now.plus(Duration.ofHours(1)));
      var soon = now.plus(MINUTE.multipliedBy(50));
      assertThat(told(soon)).isPresent();

      var second = make(now.plus(Duration.ofDays(7)));
      assertThat(told(soon)).isEmpty();

      tokens.withdraw(second.id());
      tokens.withdraw(first.id());
      assertThat(told(soon)).isEmpty();
    }

    @Test
    void isForgottenWhenItWasUsed() {
      var token = make(now.plus(Duration.ofHours(1)));
      QuarkusTransaction.requiringNew()
          .run(() -> tokens.claim(token.id(), Thumbprint.of("a key"), now));

      assertThat(told(now.plus(MINUTE.multipliedBy(50)))).isEmpty();
    }

    @Test
    void isForgottenWhenTheHostHasEnrolledByAnother() {
      make(now.plus(Duration.ofHours(1)));
      fleet.enroll(subject);

      assertThat(told(now.plus(MINUTE.multipliedBy(50)))).isEmpty();
    }

    private StoredEnrollmentToken make(Instant expires) {
      var id = ids.get();
      var token =
          new StoredEnrollmentToken(
              id,
              new DisplayName(subject),
              Optional.empty(),
              Thumbprint.of(id.toString()),
              now,
              expires,
              Optional.empty());
      tokens.add(token);
      return token;
    }

    private Optional<Condition> told(Instant at) {
      return about(subject, expiringTokens.find(at));
    }
  }

  @Nested
  class TheRepositoryItself {

    @Test
    void hasNothingToTellWhileItsCertificatesLast() {
      assertThat(expiringRepository.find(now)).isEmpty();
    }

    @Test
    void tellsWhenItsServerWasNotRenewed() {
      var end = identities.server().certificate().getNotAfter().toInstant();

      assertThat(expiringRepository.find(end.minus(DAY.multipliedBy(5))))
          .extracting(Condition::subject)
          .containsExactly("server TLS");
    }

    @Test
    void tellsAYearBeforeACaOfItsOwnEnds() {
      var end = identities.agents().certificate().getNotAfter().toInstant();

      assertThat(expiringRepository.find(end.minus(DAY.multipliedBy(364))))
          .extracting(Condition::subject)
          .contains("root", "agent CA", "officer CA");
    }
  }

  @Nested
  class AnIncident {

    @Test
    void isToldWhileItIsPaused() {
      var running = planned().run();
      enter(running);
      assertThat(told()).isEmpty();

      var paused = running.pause("of the 5 certificates of wave 1, 2 failed");
      enter(paused);
      assertThat(told().orElseThrow().sentence())
          .isEqualTo(
              "of the 5 certificates of wave 1, 2 failed; keyferry incidents show "
                  + subject
                  + " --failed");
      assertThat(told().orElseThrow().since()).isEqualTo(now);

      enter(paused.abort());
      assertThat(told()).isEmpty();
    }

    private Incident.Planned planned() {
      var everything =
          new Selection(
              Optional.of(new DisplayName("fixture")),
              Optional.empty(),
              Optional.empty(),
              Set.of(),
              Optional.empty(),
              Optional.empty(),
              Optional.empty(),
              Optional.empty());
      var terms = new Terms(0, 1, 5, Duration.ofHours(1), Optional.empty(), Optional.empty());
      var planned = new Incident.Planned(new Plan(new DisplayName(subject), everything, terms, 1));
      incidents.add(planned, new Forecast(0, 0, 0, List.of()), List.of(), Actor.repository(), now);
      return planned;
    }

    private void enter(Incident next) {
      var found = incidents.named(new DisplayName(subject)).orElseThrow();
      assertThat(incidents.replace(found, next, Actor.repository(), now)).isTrue();
    }

    private Optional<Condition> told() {
      return about(subject, stoppedIncidents.find(now));
    }
  }

  @Nested
  class ARevocation {

    private RevocationId id;
    private String serial;

    @BeforeEach
    void itIsDue() {
      var certificate = fleet.addCertificate(subject);
      var version = fleet.publish(certificate);
      serial = SerialNumber.of(version.chain().leaf()).value();
      id = new RevocationId(ids.get());
      revocations.add(
          new Revocation.Due(
              id,
              new Revocation.Subject(
                  certificate.id(),
                  version.version(),
                  new SerialNumber(serial),
                  new DisplayName("fixture"),
                  RevocationReason.SUPERSEDED,
                  RevocationKey.ACCOUNT)),
          Actor.repository(),
          now);
    }

    @Test
    void isToldWhenTheCaHasNotTakenItForAnHour() {
      assertThat(told(now.plus(Duration.ofMinutes(59)))).isEmpty();
      assertThat(told(now.plus(Duration.ofHours(1))).orElseThrow().sentence())
          .contains("the CA fixture has not revoked it yet", "keyferry revocations show " + id);
    }

    @Test
    void isToldForThreeDaysWhenTheCaRefused() {
      enter(found -> found instanceof Revocation.Due due ? due.refused("unauthorized") : found);

      assertThat(told(now).orElseThrow().sentence())
          .contains("the CA fixture did not revoke it: unauthorized");
      assertThat(told(now.plus(DAY.multipliedBy(3)).plusSeconds(1))).isEmpty();
    }

    /// The repository's own worker may look at it meanwhile.
    private void enter(UnaryOperator<Revocation> next) {
      var isEntered = false;
      while (!isEntered) {
        var found = revocations.find(id).orElseThrow();
        isEntered = revocations.replace(found, next.apply(found.revocation()), now);
      }
    }

    private Optional<Condition> told(Instant at) {
      return about(subject + " " + serial, failingRevocations.find(at));
    }
  }

  private static Optional<Condition> about(String subject, List<Condition> found) {
    return found.stream().filter(each -> each.subject().equals(subject)).findFirst();
  }
}
