package org.keyferry.repository.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.keyferry.protocol.agent.Challenges;
import org.keyferry.protocol.bundle.Version;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.protocol.pki.KeyType;
import org.keyferry.repository.app.FoundedRepository;
import org.keyferry.repository.app.HttpsCaller;
import org.keyferry.repository.app.RunningRepository;
import org.keyferry.repository.certificate.Certificate;
import org.keyferry.repository.certificate.ChallengeType;
import org.keyferry.repository.certificate.Policy;
import org.keyferry.repository.certificate.Validity;
import org.keyferry.repository.issuance.CertificateSpec;
import org.keyferry.repository.issuance.ChallengeAnswer;
import org.keyferry.repository.issuance.ChallengeAnswers;
import org.keyferry.repository.issuance.Order;
import org.keyferry.repository.issuance.OrderId;
import org.keyferry.repository.issuance.Orders;

/// What hosts may answer to CAs in the place of the server, and what not.
@QuarkusTest
@QuarkusTestResource(RunningRepository.class)
class ChallengesForAgentsIT {

  private static final String THUMBPRINT = "9jg46WB3rR_AHD-EBXdN7cBkH1WOu0tA3M9fm21mqTI";
  private static int counter;

  @SuppressWarnings("NullAway.Init") // Quarkus sets it
  @TestHTTPResource(value = "/", tls = true)
  private URI base;

  @Inject private FoundedRepository repository;
  @Inject private TestFleet fleet;
  @Inject private GrantDesk grants;
  @Inject private Orders orders;
  @Inject private ChallengeAnswers answers;
  @Inject private InstantSource clock;
  @Inject private Supplier<UUID> ids;
  @Inject private ObjectMapper json;

  private final String suffix = "c" + ++counter;
  private Certificate www;
  private HttpsCaller granted;
  private HttpsCaller stranger;

  @BeforeEach
  void twoHostsOfWhichOneHasAGrant() {
    var web1 = fleet.enroll("web1-" + suffix);
    var web2 = fleet.enroll("web2-" + suffix);
    www = fleet.addCertificate("www-" + suffix);
    var other = fleet.addCertificate("other-" + suffix);
    grants.add(web1.name(), www.name());
    grants.add(web2.name(), other.name());
    granted = HttpsCaller.of(base, repository.root(), Optional.of(web1.identity()));
    stranger = HttpsCaller.of(base, repository.root(), Optional.of(web2.identity()));
  }

  @AfterEach
  void theyGo() {
    granted.close();
    stranger.close();
  }

  @Test
  void aHostIsWokenAndToldForNamesThatItIsGrantedAlone() throws Exception {
    var nothing = granted.get("/v1/challenges");
    assertThat(in(nothing).answers()).isEmpty();
    var waiting = poll(granted, tagOf(nothing));

    var token = put(order(), ChallengeType.HTTP_01, "token-" + suffix);

    var woken = waiting.get(20, TimeUnit.SECONDS);
    assertThat(in(woken).answers())
        .containsExactly(new Challenges.Answer(token, token + "." + THUMBPRINT));
    assertThat(woken.headers().firstValue("Preference-Applied")).contains("wait=25");
    assertThat(in(stranger.get("/v1/challenges")).answers()).isEmpty();
  }

  @Test
  void whatIsOverIsOver() throws Exception {
    var nothing = tagOf(granted.get("/v1/challenges"));
    var order = order();
    put(order, ChallengeType.HTTP_01, "token-" + suffix);
    var there = poll(granted, nothing).get(20, TimeUnit.SECONDS);
    assertThat(in(there).answers()).hasSize(1);
    var waiting = poll(granted, tagOf(there));

    answers.of(order).forEach(each -> answers.remove(each.challenge()));

    assertThat(in(waiting.get(20, TimeUnit.SECONDS)).answers()).isEmpty();
  }

  @Test
  void answersToOtherChallengesAndTokensThatAreNoneAreNotRelayed() throws Exception {
    var order = order();
    put(order, ChallengeType.DNS_01, "dns-" + suffix);
    put(order, ChallengeType.HTTP_01, "../" + suffix);
    var good = put(order, ChallengeType.HTTP_01, "good-" + suffix);

    var nothing = tagOf(stranger.get("/v1/challenges"));
    var told = poll(granted, nothing).get(20, TimeUnit.SECONDS);

    assertThat(in(told).answers()).extracting(Challenges.Answer::token).containsExactly(good);
  }

  @Test
  void anOfficerIsNoHost() throws Exception {
    try (var alice = HttpsCaller.of(base, repository.root(), Optional.of(repository.alice()))) {
      assertThat(alice.get("/v1/challenges").statusCode()).isEqualTo(403);
    }
  }

  /// Nobody works on it: it has no place in the schedule.
  private OrderId order() {
    var id = new OrderId(ids.get());
    var spec =
        new CertificateSpec(
            www.id(),
            new Version(1, 1),
            www.identifiers(),
            new Policy.Issuer(new DisplayName("nobody"), Optional.empty()),
            KeyType.EC_P256,
            ChallengeType.HTTP_01,
            Validity.any(),
            Optional.empty(),
            Set.of(),
            Optional.empty());
    QuarkusTransaction.requiringNew()
        .run(() -> orders.add(new Order.Planned(id, spec), clock.instant()));
    return id;
  }

  private String put(OrderId order, ChallengeType type, String token) {
    answers.add(
        new ChallengeAnswer(
            URI.create("https://ca.example/challenge/" + ids.get()),
            order,
            type,
            www.identifiers().first(),
            token,
            token + "." + THUMBPRINT));
    return token;
  }

  private static CompletableFuture<HttpResponse<String>> poll(HttpsCaller caller, String tag) {
    return CompletableFuture.supplyAsync(() -> {
      try {
        return caller.get("/v1/challenges", "If-None-Match", tag, "Prefer", "wait=25");
      } catch (IOException failure) {
        throw new IllegalStateException(failure);
      }
    });
  }

  private Challenges in(HttpResponse<String> answer) throws IOException {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return json.readValue(answer.body(), Challenges.class);
  }

  private static String tagOf(HttpResponse<String> answer) {
    return answer.headers().firstValue("ETag").orElseThrow();
  }
}
