package org.keyferry.testkit.installation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import org.awaitility.Awaitility;

/// The officer API, spoken directly: for journeys that need many calls and no command line.
public final class OfficerApi {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final URI server;
  private final HttpClient client;

  public OfficerApi(URI server, SSLContext tls) {
    this.server = server;
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .sslContext(tls)
            .connectTimeout(Duration.ofSeconds(10))
            .build();
  }

  public JsonNode get(String path) {
    return expect(200, send("GET", path, Map.of()));
  }

  public JsonNode post(String path, Map<String, ?> body) {
    return expect(201, send("POST", path, body));
  }

  public HttpResponse<String> send(String method, String path, Map<String, ?> body) {
    try {
      var request =
          HttpRequest.newBuilder(server.resolve(path))
              .timeout(Duration.ofSeconds(30))
              .header("Accept", "application/json, application/problem+json");
      if (method.equals("GET") || method.equals("DELETE")) {
        request.method(method, BodyPublishers.noBody());
      } else {
        request
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(JSON.writeValueAsString(body)));
      }
      return client.send(request.build(), BodyHandlers.ofString());
    } catch (IOException failed) {
      throw new UncheckedIOException(method + " " + path, failed);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }

  public void addCa(String name, URI directory, String trustAnchor, String issuer) {
    post(
        "/v1/cas",
        Map.of(
            "name", name,
            "directory", directory.toString(),
            "contacts", List.of(),
            "trustAnchors", List.of(trustAnchor),
            "issuers", List.of(issuer),
            "termsOfServiceAgreed", true));
  }

  public void addPolicy(String name, String ca, String keyType) {
    post(
        "/v1/policies",
        Map.of(
            "name",
            name,
            "issuers",
            List.of(Map.of("ca", ca)),
            "keyType",
            keyType,
            "challenge",
            "http-01",
            "custody",
            "sealed"));
  }

  public void addCertificate(String name, String identifier, String policy) {
    post(
        "/v1/certificates",
        Map.of("name", name, "identifiers", List.of(identifier), "policy", policy));
  }

  public void grant(String agent, String certificate) {
    post("/v1/grants", Map.of("agent", agent, "certificate", certificate));
  }

  public String enrollmentToken(String agent) {
    return post("/v1/tokens", Map.of("agent", agent, "validFor", "PT1H")).get("token").asText();
  }

  /// Orders the next version now.
  ///
  /// @return id of the order
  public String order(String certificate) {
    return post("/v1/certificates/" + certificate + "/orders", Map.of()).get("id").asText();
  }

  /// Everybody who was enrolled, page by page.
  public List<JsonNode> agents() {
    return all("/v1/agents");
  }

  /// All enrollment tokens, page by page.
  public List<JsonNode> tokens() {
    return all("/v1/tokens");
  }

  public List<JsonNode> versions(String certificate) {
    return items("/v1/certificates/" + certificate + "/versions");
  }

  public List<JsonNode> orders(String certificate) {
    return items("/v1/orders?certificate=" + certificate);
  }

  /// How many orders are in another state, of the first 500.
  public long ordersNot(String state) {
    return items("/v1/orders?limit=500").stream()
        .filter(order -> !order.get("state").asText().equals(state))
        .count();
  }

  /// Waits until a certificate has as many versions.
  public void awaitVersions(String certificate, int count) {
    Awaitility.await(certificate + " has version number " + count)
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(100))
        .ignoreExceptionsInstanceOf(UncheckedIOException.class)
        .untilAsserted(() ->
            assertThat(versions(certificate)).as(() -> "" + orders(certificate)).hasSize(count));
  }

  private List<JsonNode> all(String path) {
    var found = new ArrayList<JsonNode>();
    var next = "";
    do {
      var page = get(path + "?limit=500" + next);
      page.get("items").forEach(found::add);
      next = page.get("next").isNull() ? "" : "&after=" + page.get("next").asText();
    } while (!next.isEmpty());
    return found;
  }

  private List<JsonNode> items(String path) {
    var answer = get(path);
    var items = answer.has("items") ? answer.get("items") : answer;
    return items.valueStream().toList();
  }

  private static JsonNode expect(int status, HttpResponse<String> response) {
    assertThat(response.statusCode())
        .as("%s: %s", response.request(), response.body())
        .isEqualTo(status);
    try {
      return JSON.readTree(response.body());
    } catch (JsonProcessingException malformed) {
      throw new IllegalStateException(response.body(), malformed);
    }
  }
}
