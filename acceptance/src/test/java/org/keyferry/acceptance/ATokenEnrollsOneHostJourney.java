package org.keyferry.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.TestMethodOrder;
import org.keyferry.testkit.installation.AgentApi;
import org.keyferry.testkit.installation.EnrollingHost;
import org.keyferry.testkit.installation.Installation;
import org.keyferry.testkit.installation.OfficerApi;

/// One token, many hosts, the same moment: over TLS, at a server that runs. One host is enrolled,
/// the others are told why not, and nobody is half enrolled.
@TestInstance(Lifecycle.PER_CLASS)
@TestMethodOrder(OrderAnnotation.class)
class ATokenEnrollsOneHostJourney {

  private static final ObjectMapper JSON = new ObjectMapper();

  /// A thousand take minutes, most of them for the proofs of the hosts.
  private static final int TOKENS = Integer.getInteger("keyferry.race.tokens", 20);

  private static final int HOSTS = 20;

  private Installation installation;
  private OfficerApi officer;
  private List<EnrollingHost> hosts;
  private final Map<String, Winner> winners = new HashMap<>();

  @BeforeAll
  void hostsCome() {
    installation = Installation.running();
    officer = installation.server().officerApi();
    var sealingKeys = EnrollingHost.sealingKeys();
    hosts =
        IntStream.range(0, HOSTS)
            .mapToObj(_ ->
                new EnrollingHost(
                    installation.server().uri(), installation.server().root(), sealingKeys))
            .toList();
  }

  @AfterAll
  void everythingEnds() {
    installation.close();
  }

  @Test
  @Order(1)
  void oneHostWinsAndTheOthersAreToldWhy() throws Exception {
    var refused = 0;
    try (var together = Executors.newFixedThreadPool(HOSTS)) {
      for (var token = 0; token < TOKENS; token++) {
        var name = "host-" + token;
        var answers = race(officer.enrollmentToken(name), together);

        for (var host = 0; host < HOSTS; host++) {
          var answer = answers.get(host);
          if (answer.statusCode() == 201) {
            assertThat(winners).as("a second winner").doesNotContainKey(name);
            winners.put(name, new Winner(hosts.get(host), answer));
          } else {
            assertRefused(answer);
            refused++;
          }
        }
      }
    }

    System.out.printf(
        Locale.ROOT,
        "raced over TLS: tokens=%d hosts=%d winners=%d refused=%d%n",
        TOKENS,
        HOSTS,
        winners.size(),
        refused);
    assertThat(winners).hasSize(TOKENS);
    assertThat(refused).isEqualTo(TOKENS * (HOSTS - 1));
  }

  @Test
  @Order(2)
  void theRepositoryKnowsTheWinnersAndNobodyElse() throws Exception {
    var known = new HashMap<String, JsonNode>();
    officer.agents().forEach(agent -> known.put(agent.get("name").asText(), agent));

    assertThat(known).containsOnlyKeys(winners.keySet());
    for (var winner : winners.entrySet()) {
      var agent = Objects.requireNonNull(known.get(winner.getKey()));
      assertThat(agent.get("id")).isEqualTo(winner.getValue().id());
      assertThat(agent.get("state").asText()).isEqualTo("enrolled");
    }
    assertThat(officer.tokens()).hasSize(TOKENS).allMatch(each -> stateOf(each).equals("used"));
  }

  @Test
  @Order(3)
  void eachWinnerIsAnAgentFromNowOn() {
    for (var winner : winners.values()) {
      assertThat(winner.agent().get("/v1/manifest").statusCode()).isEqualTo(200);
    }
  }

  private List<HttpResponse<String>> race(String token, ExecutorService together) throws Exception {
    var start = new CyclicBarrier(HOSTS);
    var attempts =
        hosts.stream()
            .<Callable<HttpResponse<String>>>map(host ->
                () -> {
                  var body = host.bodyFor(token);
                  start.await();
                  return host.sends(body);
                })
            .toList();
    var answers = new ArrayList<HttpResponse<String>>();
    for (var answer : together.invokeAll(attempts)) {
      answers.add(answer.get());
    }
    return answers;
  }

  private static void assertRefused(HttpResponse<String> answer) throws Exception {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(401);
    assertThat(answer.headers().firstValue("Content-Type"))
        .hasValueSatisfying(type -> assertThat(type).startsWith("application/problem+json"));
    assertThat(JSON.readTree(answer.body()).get("type").asText())
        .isEqualTo("/problems/enrollment-token-refused");
  }

  private static String stateOf(JsonNode token) {
    return token.get("state").asText();
  }

  /// The host that was enrolled, and what it was told.
  private record Winner(EnrollingHost host, HttpResponse<String> answer) {

    JsonNode id() throws JsonProcessingException {
      return JSON.readTree(answer.body()).get("agent");
    }

    AgentApi agent() {
      return host.agentIn(answer);
    }
  }
}
