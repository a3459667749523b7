package org.keyferry.repository.issuance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.keyferry.protocol.officer.OrderView;
import org.keyferry.protocol.pki.CertificateChain;
import org.keyferry.repository.app.HttpsCaller;
import org.keyferry.testkit.Pebble;

/// An officer who makes CAs, policies and certificates known and looks at orders, over HTTPS.
final class Officer implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final HttpsCaller caller;
  private final ObjectMapper json;

  Officer(HttpsCaller caller, ObjectMapper json) {
    this.caller = caller;
    this.json = json;
  }

  /// @param name of the CA and of a policy that issues by it
  void addAuthority(String name, Pebble pebble, String challenge) {
    addAuthority(name, pebble.directory(), pebble.httpsRoot(), pebble.issuingRoot(), challenge);
  }

  void addAuthority(
      String name,
      URI directory,
      X509Certificate httpsRoot,
      X509Certificate issuingRoot,
      String challenge) {
    post(
        "/v1/cas",
        Map.of(
            "name",
            name,
            "directory",
            directory,
            "contacts",
            List.of(),
            "trustAnchors",
            List.of(new CertificateChain(List.of(httpsRoot)).toPem()),
            "issuers",
            List.of(new CertificateChain(List.of(issuingRoot)).toPem()),
            "termsOfServiceAgreed",
            true));
    addPolicy(name, challenge, name);
  }

  /// @param cas in order of preference
  void addPolicy(String name, String challenge, String... cas) {
    post(
        "/v1/policies",
        Map.of(
            "name",
            name,
            "issuers",
            Stream.of(cas).map(ca -> Map.of("ca", ca)).toList(),
            "keyType",
            "ec-p256",
            "challenge",
            challenge,
            "custody",
            "sealed"));
  }

  /// @return the id of its first order
  String addCertificate(String name, String policy, String... identifiers) {
    return post(
            "/v1/certificates",
            Map.of("name", name, "identifiers", List.of(identifiers), "policy", policy))
        .get("order")
        .asText();
  }

  OrderView order(String id) {
    try {
      return json.readValue(caller.get("/v1/orders/" + id).body(), OrderView.class);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  void retry(String order) {
    try {
      assertThat(caller.post("/v1/orders/" + order + "/attempts", "").statusCode()).isEqualTo(202);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  OrderView sees(String order, Predicate<OrderView> good) {
    return Eventually.becomes(PATIENCE, () -> order(order), good);
  }

  /// It waits, and says why.
  OrderView seesFailing(String order, String words) {
    return sees(order, seen -> seen.lastError() != null && seen.lastError().contains(words));
  }

  OrderView seesValid(String order) {
    var settled = sees(order, seen -> List.of("valid", "invalid").contains(seen.state()));
    assertThat(settled.state()).as(settled.toString()).isEqualTo("valid");
    return settled;
  }

  @Override
  public void close() {
    caller.close();
  }

  private JsonNode post(String path, Map<String, Object> body) {
    try {
      var answer = caller.post(path, json.writeValueAsString(body));
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
      return json.readTree(answer.body());
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
