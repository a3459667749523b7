package org.keyferry.repository.issuance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.repository.app.RunningRepository;
import org.keyferry.repository.certificate.CertificateAuthorities;
import org.keyferry.repository.certificate.CertificateAuthority;
import org.keyferry.repository.certificate.Limit;
import org.keyferry.repository.certificate.Limits;

/// What all replicas share of a CA: its limits, what is left of them, and whether it is up.
@QuarkusTest
@QuarkusTestResource(RunningRepository.class)
@QuarkusTestResource(ChallengeNetwork.class)
class LimitsAndCircuitsIT {

  private static final int ASKED = 40;
  private static final int LIMIT = 10;

  @Inject private CertificateAuthorities authorities;
  @Inject private OrderLimits limits;
  @Inject private Circuits circuits;
  @Inject private CircuitBreaker breaker;
  @Inject private AcmeAuthority acme;
  @Inject private Supplier<UUID> ids;

  private CertificateAuthority ca;

  @BeforeEach
  void thereIsACa() {
    ca =
        new CertificateAuthority(
            new DisplayName("limited-" + ids.get()),
            URI.create("https://localhost:1/nobody-listens"),
            List.of(),
            List.of(),
            List.of(),
            new Limits(
                List.of(
                    new Limit(Limit.Kind.NEW_ORDERS, LIMIT, Duration.ofDays(300)),
                    new Limit(Limit.Kind.FAILED_VALIDATIONS, 1, Duration.ofHours(1))),
                true));
    authorities.add(ca);
  }

  @Test
  void limitsComeBackAsTheyWerePut() {
    assertThat(authorities.named(ca.name()).map(CertificateAuthority::limits))
        .contains(ca.limits());
  }

  @Test
  void ofManyOrdersAtOnceAsManyGetATokenAsThereAre() throws Exception {
    var spec = AnySpec.of(ca.name().value(), "www.example.org");
    try (var replicas = Executors.newFixedThreadPool(8)) {
      var answers =
          replicas.invokeAll(
              IntStream.range(0, ASKED)
                  .<Callable<Boolean>>mapToObj(_ -> () -> limits.take(spec).isEmpty())
                  .toList());
      var taken = 0;
      for (var answer : answers) {
        taken += answer.get() ? 1 : 0;
      }

      assertThat(taken).isEqualTo(LIMIT);
    }
    assertThat(limits.shortage(spec).orElseThrow().lasts())
        .isBetween(Duration.ofDays(29), Duration.ofDays(30));

    limits.notPlaced(spec);

    assertThat(limits.shortage(spec)).isEmpty();
  }

  @Test
  void aFailedValidationTakesItsTokenEvenIfThereIsNone() {
    var spec = AnySpec.of(ca.name().value(), "www.example.org");
    var name = spec.identifiers().first();

    limits.notValidated(ca.name(), name);
    limits.notValidated(ca.name(), name);

    assertThat(limits.shortage(spec).orElseThrow().lasts())
        .isBetween(Duration.ofMinutes(110), Duration.ofMinutes(120));
  }

  @Test
  void aCircuitComesBackAsItWasPut() {
    var now = Instant.parse("2026-11-25T12:00:00.123Z");
    for (var each :
        List.of(
            new Circuit.Closed(3),
            new Circuit.Open(now, now.plusSeconds(60), 0, "no answer"),
            new Circuit.HalfOpen(now, now.plusSeconds(120), 2, "no answer"))) {
      circuits.change(ca.name(), _ -> each);

      assertThat(circuits.of(ca.name())).isEqualTo(each);
    }
  }

  @Test
  void nothingIsNotedOfACaThatIsNotThere() {
    var gone = new DisplayName("gone-" + ids.get());

    circuits.change(gone, _ -> new Circuit.Closed(3));

    assertThat(circuits.of(gone)).isEqualTo(Circuit.fresh());
    assertThat(circuits.all()).doesNotContainKey(gone);
  }

  @Test
  void ofManyOrdersOneFindsOut() throws Exception {
    var past = Instant.EPOCH.truncatedTo(ChronoUnit.MILLIS);
    circuits.change(ca.name(), _ -> new Circuit.Open(past, past.plusSeconds(60), 0, "no answer"));
    try (var replicas = Executors.newFixedThreadPool(8)) {
      var answers =
          replicas.invokeAll(
              IntStream.range(0, ASKED)
                  .<Callable<Boolean>>mapToObj(_ -> () -> breaker.admit(ca.name()).isEmpty())
                  .toList());
      var admitted = 0;
      for (var answer : answers) {
        admitted += answer.get() ? 1 : 0;
      }

      assertThat(admitted).isOne();
    }
  }

  /// The port that orders use is watched.
  @Test
  void questionsThatGetNoAnswerOpenTheCircuit() {
    for (var question = 0; question < 5; question++) {
      assertThatThrownBy(() -> acme.look(ca, URI.create("https://localhost:1/order")))
          .isInstanceOf(AcmeFailure.Unavailable.class);
    }

    assertThat(circuits.of(ca.name())).isInstanceOf(Circuit.Open.class);
    assertThat(breaker.admit(ca.name()).map(Circuit.Tripped::reason).orElse(""))
        .contains(ca.name().value());
    assertThat(limits.shortage(AnySpec.of(ca.name().value(), Optional.empty(), "a.example.org")))
        .isEmpty();
  }
}
