package org.keyferry.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.TestMethodOrder;
import org.keyferry.testkit.FlakyModule;
import org.keyferry.testkit.installation.AgentApi;
import org.keyferry.testkit.installation.Installation;
import org.keyferry.testkit.installation.OfficerApi;
import org.keyferry.testkit.installation.RepositoryServer;

/// The HSM fails for a moment, then is gone and comes back, under a server that runs. What is
/// sealed is served meanwhile, what is new waits, and nobody has to do anything.
///
/// Between the server and SoftHSM stands `flaky-module.c`, which fails while a file is there.
@TestInstance(Lifecycle.PER_CLASS)
@TestMethodOrder(OrderAnnotation.class)
class TheHsmGoesAwayJourney {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int HSM_CAME_BACK = 18;

  private Installation installation;
  private RepositoryServer server;
  private OfficerApi officer;
  private AgentApi agent;
  private FlakyModule module;
  private String bundle;

  @BeforeAll
  void aBundleIsSealed() {
    module = FlakyModule.build();
    installation =
        Installation.prepared(
            UnaryOperator.identity(),
            Map.of(
                "keyferry.token.module", module.library().toString(),
                "keyferry.token.watch", "1s",
                "keyferry.issuance.longest-retry", "2s"));
    server = installation.server();
    server.start();
    installation.introduceTheCa();
    officer = server.officerApi();
    agent = AgentApi.enroll(server.uri(), server.root(), officer.enrollmentToken("web1"));
    officer.addCertificate("www", "www.example.test", "web");
    officer.grant("web1", "www");
    officer.awaitVersions("www", 1);
    bundle = pathOfTheBundle();
    assertThat(agent.get(bundle).statusCode()).isEqualTo(200);
  }

  @AfterAll
  void everythingEnds() {
    installation.close();
    module.close();
  }

  @Test
  @Order(1)
  void anHsmThatFailsForAMomentIsUsedOn() {
    var started = server.program().pid();

    module.fails();
    awaits("the server is not ready").until(() -> server.readiness().statusCode() == 503);
    assertThat(server.readiness().body()).contains("CKR_DEVICE_ERROR");
    assertUnavailable(agent.get("/v1/manifest", "If-None-Match", "\"another\""), 200, 503);
    module.works();
    awaits("the server is ready again").until(() -> server.readiness().statusCode() == 200);

    officer.addCertificate("mail", "mail.example.test", "web");
    officer.awaitVersions("mail", 1);
    assertThat(server.program().isAlive()).isTrue();
    assertThat(server.program().pid()).isEqualTo(started);
  }

  @Test
  @Order(2)
  void whatIsSealedIsServedAndWhatIsNewWaits() throws Exception {
    Files.move(installation.token().tokens(), elsewhere());
    awaits("the server is not ready").until(() -> server.readiness().statusCode() == 503);

    assertThat(agent.get(bundle).statusCode()).as("on a connection that stands").isEqualTo(200);
    officer.addCertificate("api", "api.example.test", "web");
    awaits("the order waits and says why").until(() -> theOrderOf("api").contains("token"));
    var enrollment =
        officer.send("POST", "/v1/tokens", Map.of("agent", "web2", "validFor", "PT1H"));
    assertThat(enrollment.statusCode()).as("needs no HSM").isEqualTo(201);

    assertThat(server.program().isAlive()).as("an HSM that is away is waited for").isTrue();
  }

  @Test
  @Order(3)
  void whenItIsBackTheServerStartsAnewByItself() throws Exception {
    Files.move(elsewhere(), installation.token().tokens());

    assertThat(server.program().awaitEnd()).isEqualTo(HSM_CAME_BACK);
    assertThat(server.program().output()).contains("The HSM was lost and is back");
    server.start(); // as its service manager does

    server.officerApi().awaitVersions("api", 1);
    assertThat(server.officerApi().orders("api"))
        .singleElement()
        .satisfies(order -> assertThat(order.get("state").asText()).isEqualTo("valid"));
    assertThat(server.officerApi().versions("www")).hasSize(1);
    assertThat(agent.get(bundle).statusCode()).isEqualTo(200);
  }

  /// A manifest that is there is served; one that had to be signed is not.
  private static void assertUnavailable(HttpResponse<String> answer, Integer... statuses) {
    assertThat(answer.statusCode()).as(answer.body()).isIn(List.of(statuses));
    if (answer.statusCode() == 503) {
      assertThat(answer.body()).contains("/problems/token-unavailable");
      assertThat(answer.headers().firstValue("Retry-After")).hasValue("5");
    }
  }

  private String theOrderOf(String certificate) {
    return String.valueOf(officer.orders(certificate));
  }

  private String pathOfTheBundle() {
    var manifest = new JsonNode[1];
    awaits("the bundle is sealed")
        .until(() -> {
          var statement = agent.get("/v1/manifest").body();
          manifest[0] = payloadOf(statement).get("entries");
          return !manifest[0].isEmpty();
        });
    var entry = manifest[0].get(0);
    return "/v1/bundles/" + entry.get("certificate").asText() + "/" + entry.get("version").asText();
  }

  private Path elsewhere() {
    return installation.directory().resolve("tokens-elsewhere");
  }

  private static ConditionFactory awaits(String what) {
    return Awaitility.await(what)
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(200));
  }

  private static JsonNode payloadOf(String statement) throws IOException {
    return JSON.readTree(Base64.getUrlDecoder().decode(statement.split("\\.", -1)[1]));
  }
}
