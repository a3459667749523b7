package org.keyferry.repository.issuance.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.TestTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.repository.app.RunningRepository;
import org.keyferry.repository.certificate.CertificateAuthorities;
import org.keyferry.repository.certificate.CertificateAuthority;
import org.keyferry.repository.issuance.AcmePauses;
import org.keyferry.testkit.TurnableClock;

/// Pauses are kept as long as they last.
@QuarkusTest
@QuarkusTestResource(RunningRepository.class)
class PostgresAcmePausesIT {

  private static final Instant NOON = Instant.parse("2026-11-25T12:00:00Z");

  private final TurnableClock clock = TurnableClock.at(NOON);

  @Inject private EntityManager database;
  @Inject private CertificateAuthorities authorities;
  @Inject private Supplier<UUID> ids;

  @Test
  @TestTransaction
  void whatIsOverIsForgottenWithTheNextOfTheSameCa() {
    var pauses = new PostgresAcmePauses(database, clock);
    var ca = authority();
    var other = authority();
    pauses.note(other, "order", NOON.plusSeconds(60));
    pauses.note(ca, "order", NOON.plusSeconds(60));
    pauses.note(ca, AcmePauses.ALL, NOON.plusSeconds(90));
    clock.turn(Duration.ofSeconds(75));

    pauses.note(ca, "another order", NOON.plusSeconds(120));

    assertThat(pauses.until(ca, "order")).isEmpty();
    assertThat(pauses.until(ca, AcmePauses.ALL)).contains(NOON.plusSeconds(90));
    assertThat(pauses.until(ca, "another order")).contains(NOON.plusSeconds(120));
    assertThat(pauses.until(other, "order")).contains(NOON.plusSeconds(60));
  }

  @Test
  @TestTransaction
  void theLaterOfTwoIsKept() {
    var pauses = new PostgresAcmePauses(database, clock);
    var ca = authority();
    pauses.note(ca, "order", NOON.plusSeconds(60));

    pauses.note(ca, "order", NOON.plusSeconds(30));

    assertThat(pauses.until(ca, "order")).contains(NOON.plusSeconds(60));
  }

  private DisplayName authority() {
    var name = new DisplayName("pausing-" + ids.get());
    var directory = URI.create("https://ca.example/dir");
    assertThat(
            authorities.add(
                new CertificateAuthority(name, directory, List.of(), List.of(), List.of())))
        .isTrue();
    database.flush();
    return name;
  }
}
