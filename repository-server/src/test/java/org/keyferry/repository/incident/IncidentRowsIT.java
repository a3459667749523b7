package org.keyferry.repository.incident;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.agroal.api.AgroalDataSource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.keyferry.protocol.bundle.Version;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.protocol.pki.KeyType;
import org.keyferry.protocol.pki.RevocationReason;
import org.keyferry.protocol.pki.SerialNumber;
import org.keyferry.repository.app.RunningRepository;
import org.keyferry.repository.audit.Actor;
import org.keyferry.repository.delivery.TestFleet;
import org.keyferry.repository.issuance.ChallengeNetwork;
import org.keyferry.repository.issuance.OrderId;

/// Incidents and their certificates come back from the database as they were put there.
@QuarkusTest
@QuarkusTestResource(RunningRepository.class)
@QuarkusTestResource(ChallengeNetwork.class)
class IncidentRowsIT {

  private static final Instant NOON = Instant.parse("2026-11-25T12:00:00Z");
  private static final Actor ALICE = Actor.officer(new DisplayName("alice"));
  private static final Version NEXT = new Version(1, 2);
  private static int counter;

  @Inject private Incidents incidents;
  @Inject private Candidates candidates;
  @Inject private TestFleet fleet;
  @Inject private AgroalDataSource database;

  private DisplayName name;
  private Replacement.Waiting waiting;
  private Incident.Planned planned;

  @BeforeEach
  void anIncidentWithOneCertificate() {
    var suffix = "rows-" + ++counter;
    name = new DisplayName(suffix);
    var certificate = fleet.addCertificate(suffix);
    var version = fleet.publish(certificate);
    waiting =
        new Replacement.Waiting(
            new Replacement.Subject(
                certificate.id(), version.version(), SerialNumber.of(version.chain().leaf()), 1));
    planned = new Incident.Planned(new Plan(name, everything(), terms(), 1));
    assertThat(
            incidents.add(
                planned, new Forecast(1, 2, 3, List.of("a note")), List.of(waiting), ALICE, NOON))
        .isTrue();
  }

  @Test
  void anIncidentComesBackInEachState() {
    var running = planned.run();
    var paused = running.pause("because");
    var resumed = paused.resume(Optional.of(50));
    for (var next : List.of(running, paused, resumed, resumed.done())) {
      assertThat(incidents.replace(found(), next, ALICE, NOON)).isTrue();
      assertThat(found().incident()).isEqualTo(next);
    }
    assertThat(found().forecast()).isEqualTo(new Forecast(1, 2, 3, List.of("a note")));
    assertThat(incidents.transitions(name, 0, 10))
        .extracting(Transition::state)
        .containsExactly("planned", "running", "paused", "running", "done");
  }

  @Test
  void anAbortedIncidentComesBackToo() {
    var aborted = planned.abort();

    incidents.replace(found(), aborted, ALICE, NOON);

    assertThat(found().incident()).isEqualTo(aborted);
    assertThat(incidents.underWay()).doesNotContain(name);
  }

  @Test
  void aCertificateComesBackInEachState() {
    var ordered = waiting.ordered(new OrderId(new UUID(1, 1)), NOON);
    var issued = ordered.issued(NEXT);
    var served = issued.served();
    var failed = issued.failed("not served");
    for (var next :
        List.of(
            ordered,
            ordered.following(new OrderId(new UUID(1, 2))),
            ordered.rehearsed(),
            issued,
            failed,
            failed.again(),
            waiting.overtaken(NEXT, NOON),
            served,
            served.revoked())) {
      assertThat(incidents.replace(certificate(), next, NOON)).isTrue();
      assertThat(certificate().replacement()).isEqualTo(next);
    }
  }

  @Test
  void ofTwoWhoMoveTheSameTheSecondIsTold() {
    var incident = found();
    var certificate = certificate();

    assertThat(incidents.replace(incident, planned.run(), ALICE, NOON)).isTrue();
    assertThat(incidents.replace(incident, planned.abort(), ALICE, NOON)).isFalse();
    assertThat(incidents.replace(certificate, waiting.failed("one"), NOON)).isTrue();
    assertThat(incidents.replace(certificate, waiting.failed("other"), NOON)).isFalse();
    assertThat(incidents.tallies(name).values()).extracting(Tally::failed).containsExactly(1);
  }

  @Test
  void aTransitionIsNeverChangedOrRemoved() {
    assertThatThrownBy(() -> execute("update incident_transition set detail = 'all is well'"))
        .hasMessageContaining("never changed or removed");
    assertThatThrownBy(() -> execute("delete from incident_transition"))
        .hasMessageContaining("never changed or removed");
  }

  @Test
  void eachConditionSelects() {
    var serial = waiting.subject().serial();

    assertThat(meeting(by(Set.of(serial), Optional.empty(), Optional.empty()))).containsOnly(name);
    assertThat(meeting(by(Set.of(new SerialNumber("1")), Optional.empty(), Optional.empty())))
        .isEmpty();
    assertThat(
            meeting(
                by(
                    Set.of(),
                    Optional.of(new NamePattern(name.value().replace("rows", "????") + ".*")),
                    Optional.empty())))
        .containsOnly(name);
    assertThat(meeting(by(Set.of(), Optional.of(new NamePattern("rows_*")), Optional.empty())))
        .as("an underscore is an underscore")
        .isEmpty();
    assertThat(meeting(by(Set.of(serial), Optional.empty(), Optional.of(KeyType.EC_P256))))
        .containsOnly(name);
    assertThat(meeting(by(Set.of(serial), Optional.empty(), Optional.of(KeyType.RSA_2048))))
        .isEmpty();
  }

  private Set<DisplayName> meeting(Selection selection) {
    return new TreeSet<>(candidates.meeting(selection).stream().map(Candidate::name).toList());
  }

  private static Selection by(
      Set<SerialNumber> serials, Optional<NamePattern> pattern, Optional<KeyType> keyType) {
    return new Selection(
        Optional.empty(),
        Optional.empty(),
        keyType,
        serials,
        Optional.empty(),
        pattern,
        Optional.of(Instant.EPOCH),
        Optional.empty());
  }

  private static Selection everything() {
    return new Selection(
        Optional.of(new DisplayName("le")),
        Optional.of(URI.create("https://ca.example/account/1")),
        Optional.of(KeyType.RSA_3072),
        Set.of(new SerialNumber("4f3c"), new SerialNumber("4f3d")),
        Optional.of(new DisplayName("web1")),
        Optional.of(new NamePattern("shop-*")),
        Optional.of(NOON),
        Optional.of(NOON.plusSeconds(1)));
  }

  private static Terms terms() {
    return new Terms(
        5, 100, 5, Duration.ofHours(2), Optional.of(RevocationReason.SUPERSEDED), Optional.empty());
  }

  private StoredIncident found() {
    return incidents.named(name).orElseThrow();
  }

  private StoredReplacement certificate() {
    return incidents.certificates(name, EnumSet.allOf(ReplacementState.class), 1, 10).getFirst();
  }

  private void execute(String sql) throws SQLException {
    try (var connection = database.getConnection();
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
