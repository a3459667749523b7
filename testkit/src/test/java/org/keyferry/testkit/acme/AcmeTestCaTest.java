package org.keyferry.testkit.acme;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.KeyPair;
import java.time.Duration;
import java.util.Map;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jws.JsonWebSignature;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.keyferry.protocol.pki.KeyType;
import org.keyferry.testkit.FixtureCa;
import org.keyferry.testkit.HttpsIdentity;
import org.keyferry.testkit.TurnableClock;

/// The test CA refuses what a client gets wrong; what it takes, tests of the client show.
class AcmeTestCaTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String ACCOUNT = "{\"termsOfServiceAgreed\":true}";

  private final TurnableClock clock = TurnableClock.at("2026-11-25T12:00:00Z");
  private final KeyPair keys = FixtureCa.keyPair(KeyType.EC_P256);
  private AcmeTestCa ca;
  private HttpClient client;

  @BeforeEach
  void aCaOpens() {
    ca = AcmeTestCa.settings().start(clock);
    client = HttpClient.newBuilder().sslContext(HttpsIdentity.trusting(ca.httpsRoot())).build();
  }

  @AfterEach
  void itCloses() {
    client.close();
    ca.close();
  }

  /// RFC 8555 §6.5: a nonce that was used before is refused.
  @Test
  void aNonceIsTakenOnce() throws Exception {
    var nonce = nonce();

    assertThat(post("newAccount", ACCOUNT, nonce, url("newAccount")).statusCode()).isEqualTo(201);
    var again = post("newAccount", ACCOUNT, nonce, url("newAccount"));

    assertThat(again.statusCode()).isEqualTo(400);
    assertThat(again.body()).contains("badNonce");
    assertThat(again.headers().firstValue("Replay-Nonce")).isPresent();
  }

  /// RFC 8555 §6.4.1: the url of the header is that of the request.
  @Test
  void aRequestForAnotherUrlIsRefused() throws Exception {
    var answer = post("newAccount", ACCOUNT, nonce(), url("newOrder"));

    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(answer.body()).contains("unauthorized");
  }

  @Test
  void aForgedSignatureIsRefused() throws Exception {
    var signed = signed(ACCOUNT, nonce(), url("newAccount"));
    var forged = signed.replace("\"payload\":\"", "\"payload\":\"e30");

    assertThat(send(url("newAccount"), forged).statusCode()).isEqualTo(400);
    assertThat(ca.accounts()).isZero();
  }

  @Test
  void whoComesBeforeRetryAfterIsEarly() throws Exception {
    ca.answersNext(Trouble.busy(Duration.ofMinutes(1)));
    assertThat(get(ca.directory()).statusCode()).isEqualTo(503);

    get(ca.directory());
    clock.turn(Duration.ofMinutes(1));
    get(ca.directory());

    assertThat(ca.requests().early(Duration.ZERO)).hasSize(1);
    assertThat(ca.requests().early(Duration.ofSeconds(1))).isEmpty();
    assertThat(ca.requests().count("GET /directory")).isEqualTo(3);
  }

  private HttpResponse<String> post(String resource, String payload, String nonce, URI signedUrl)
      throws Exception {
    return send(url(resource), signed(payload, nonce, signedUrl));
  }

  private String signed(String payload, String nonce, URI url) throws Exception {
    var jws = new JsonWebSignature();
    jws.setPayload(payload);
    jws.setKey(keys.getPrivate());
    jws.setAlgorithmHeaderValue("ES256");
    jws.setHeader("nonce", nonce);
    jws.setHeader("url", url.toString());
    jws.setJwkHeader(PublicJsonWebKey.Factory.newPublicJwk(keys.getPublic()));
    var parts = jws.getCompactSerialization().split("\\.", -1);
    return JSON.writeValueAsString(
        Map.of("protected", parts[0], "payload", parts[1], "signature", parts[2]));
  }

  private HttpResponse<String> send(URI url, String body) throws Exception {
    var request =
        HttpRequest.newBuilder(url)
            .header("Content-Type", "application/jose+json")
            .POST(BodyPublishers.ofString(body))
            .build();
    return client.send(request, BodyHandlers.ofString());
  }

  private String nonce() throws Exception {
    return get(url("newNonce")).headers().firstValue("Replay-Nonce").orElseThrow();
  }

  private URI url(String resource) throws Exception {
    JsonNode directory = JSON.readTree(get(ca.directory()).body());
    return URI.create(directory.get(resource).asText());
  }

  private HttpResponse<String> get(URI url) throws Exception {
    return client.send(HttpRequest.newBuilder(url).build(), BodyHandlers.ofString());
  }
}
