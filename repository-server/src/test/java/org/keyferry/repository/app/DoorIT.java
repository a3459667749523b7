package org.keyferry.repository.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.keyferry.protocol.bundle.AgentId;
import org.keyferry.protocol.problem.ProblemDocument;
import org.keyferry.protocol.problem.ProblemType;
import org.keyferry.repository.custody.IdentityProfile;
import org.keyferry.repository.custody.RepositoryIdentities;

/// Who gets in, over real TLS, and how those are turned away who do not.
@QuarkusTest
@QuarkusTestResource(RunningRepository.class)
class DoorIT {

  @SuppressWarnings("NullAway.Init") // Quarkus sets it
  @TestHTTPResource(value = "/", tls = true)
  private URI base;

  @SuppressWarnings("NullAway.Init") // Quarkus sets it
  @TestHTTPResource(value = "/", management = true)
  private URI management;

  @Inject private FoundedRepository repository;
  @Inject private RepositoryIdentities identities;
  @Inject private InstantSource clock;
  @Inject private ObjectMapper json;

  private HttpsCaller alice;
  private HttpsCaller stranger;

  @BeforeEach
  void callersCome() {
    alice = callerWith(repository.alice());
    stranger = HttpsCaller.of(base, repository.root(), Optional.empty());
  }

  @AfterEach
  void callersGo() {
    alice.close();
    stranger.close();
  }

  @Nested
  class AnOfficer {

    @Test
    void isKnownByName() throws Exception {
      var answer = alice.get("/v1/repository");

      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(json.readTree(answer.body()).get("officer").asText()).isEqualTo("alice");
    }

    @Test
    void isNoAgent() throws Exception {
      assertProblem(
          alice.post("/v1/identity", "{\"identityRequest\":\"AA\"}"), ProblemType.AGENT_REQUIRED);
    }
  }

  @Nested
  class AStranger {

    @Test
    void isAskedForACertificate() throws Exception {
      assertProblem(stranger.get("/v1/repository"), ProblemType.IDENTITY_REQUIRED);
      assertProblem(stranger.get("/v1/agents"), ProblemType.IDENTITY_REQUIRED);
    }

    @Test
    void doesNotBecomeSomebodyByHeaders() throws Exception {
      var answer =
          stranger.get(
              "/v1/repository",
              "X-Forwarded-For",
              "127.0.0.1",
              "X-Forwarded-Client-Cert",
              "Subject=\"CN=alice\"",
              "X-Client-Cert",
              "CN=alice",
              "X-SSL-Client-S-DN",
              "CN=alice",
              "Forwarded",
              "for=127.0.0.1;host=evil.example;proto=https",
              "Authorization",
              "Basic YWxpY2U6YWxpY2U=");

      assertProblem(answer, ProblemType.IDENTITY_REQUIRED);
    }

    @Test
    void speaksTls13OrNothing() {
      assertThatThrownBy(() -> handshake("TLSv1.2"))
          .isInstanceOf(SSLException.class)
          .hasMessageContaining("protocol_version");
    }

    @Test
    void gettingNoTlsGetsNothing() throws Exception {
      try (var socket = new Socket(base.getHost(), base.getPort())) {
        socket.setSoTimeout(10_000);
        socket
            .getOutputStream()
            .write(
                "GET /v1/repository HTTP/1.1\r\nHost: x\r\n\r\n"
                    .getBytes(StandardCharsets.US_ASCII));

        assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1))
            .doesNotContain("HTTP/1.1");
      }
    }
  }

  @Nested
  class TheServer {

    @Test
    void showsItsChainUpToTheRoot() throws Exception {
      try (var socket = handshake("TLSv1.3")) {
        var chain = socket.getSession().getPeerCertificates();

        assertThat(chain).hasSize(2);
        assertThat(chain[1]).isEqualTo(identities.root());
        var leaf = (X509Certificate) chain[0];
        assertThat(leaf.getSubjectAlternativeNames()).contains(List.of(2, "localhost"));
        assertThat(leaf.getExtendedKeyUsage())
            .containsExactly(KeyPurposeId.id_kp_serverAuth.getId());
        assertThat(Duration.between(clock.instant(), leaf.getNotAfter().toInstant()))
            .isLessThanOrEqualTo(Duration.ofDays(30))
            .isGreaterThan(Duration.ofDays(29));
      }
    }

    /// RFC 9110 §6.6.1: an origin server with a clock MUST say so in what is 2xx, 3xx or 4xx.
    @Test
    void saysWhatTimeItIsWithEveryAnswer() throws Exception {
      var answers =
          List.of(
              alice.get("/v1/repository"),
              alice.get("/v1/nothing"),
              alice.get("/nothing"),
              alice.post("/v1/tokens", "{"),
              stranger.get("/v1/repository"),
              stranger.get("/v1/manifest"),
              stranger.delete("/v1/manifest"),
              ofManagement("health/live"),
              ofManagement("metrics"));

      assertThat(answers).allSatisfy(answer -> assertThat(timesIn(answer)).hasSize(1));
      assertThat(answers)
          .flatExtracting(DoorIT.this::timesIn)
          .allSatisfy(time ->
              assertThat(Duration.between(time, clock.instant()).abs())
                  .isLessThan(Duration.ofMinutes(1)));
    }

    @Test
    void keepsItsTlsKeyInTheHsm() {
      assertThat(identities.server().privateKey().getEncoded()).isNull();
      assertThat(identities.server().privateKey().getClass().getName()).contains("P11");
    }
  }

  /// Each is refused, in the handshake or at the door.
  @Nested
  class ACertificateThatIsNotOurs {

    @Test
    void ofAnotherCaWithTheSameName() {
      for (var authority : List.of(identities.officers(), identities.agents())) {
        var rogue =
            RogueAuthority.called(
                authority.certificate().getSubjectX500Principal(), clock.instant());

        assertEndsInTheHandshake(rogue.issue("alice"));
      }
    }

    @Test
    void signedByAnOfficerWhoPlaysCa() {
      var rogue =
          RogueAuthority.whoIs(repository.alice(), repository.keyOfAlice(), clock.instant());

      assertEndsInTheHandshake(rogue.issue("bob"));
    }

    @Test
    void thatHasExpired() {
      assertEndsInTheHandshake(
          repository.officerLike(profile("alice", KeyPurposeId.id_kp_clientAuth, "-PT1M")));
    }

    @Test
    void thatIsForServers() {
      assertEndsInTheHandshake(
          repository.officerLike(profile("alice", KeyPurposeId.id_kp_serverAuth, "P1D")));
    }

    @Test
    void ofTheServerItself() throws Exception {
      var key = TestKeys.ecP256();
      var leaf =
          identities
              .servers()
              .issue(profile("alice", KeyPurposeId.id_kp_clientAuth, "P1D"), key.getPublic());

      assertEndsInTheHandshake(
          new TestIdentity(key.getPrivate(), List.of(leaf, identities.root())));
    }

    @Test
    void ofTheOfficerCaButOnNoRecord() throws Exception {
      try (var ghost =
          callerWith(
              repository.officerLike(profile("alice", KeyPurposeId.id_kp_clientAuth, "P1D")))) {
        assertProblem(ghost.get("/v1/repository"), ProblemType.IDENTITY_REVOKED);
      }
    }

    @Test
    void ofTheAgentCaButOnNoRecord() throws Exception {
      var nobody = new AgentId(UUID.nameUUIDFromBytes(new byte[] {1}));
      try (var ghost = callerWith(repository.agentLike(IdentityProfile.agent(nobody)))) {
        assertProblem(
            ghost.post("/v1/identity", "{\"identityRequest\":\"AA\"}"),
            ProblemType.IDENTITY_REVOKED);
      }
    }
  }

  @Nested
  class ARequestThatIsNotWhatTheProtocolSays {

    @ParameterizedTest
    @ValueSource(
        strings = {
          "{\"agent\":\"web1\",\"validFor\":\"PT1H\",\"admin\":true}",
          "{\"agent\":\"web1\"}",
          "{\"agent\":\"web1\",\"validFor\":null}",
          "{\"agent\":1,\"validFor\":\"PT1H\"}",
          "{\"agent\":true,\"validFor\":\"PT1H\"}",
          "{\"agent\":[\"web1\"],\"validFor\":\"PT1H\"}",
          "{\"agent\":\"web1\",\"agent\":\"web2\",\"validFor\":\"PT1H\"}",
          "{\"agent\":\"web1\",\"validFor\":\"PT1H\"} {}",
          "{\"agent\":\"web1\",\"validFor\":\"PT1H\"",
          "[]",
          "\"\"",
          "null",
          "",
        })
    void isMalformed(String body) throws Exception {
      assertProblem(alice.post("/v1/tokens", body), ProblemType.REQUEST_MALFORMED);
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        quoteCharacter = '`',
        textBlock =
            """
            {"agent":"web1","validFor":"PT1H","admin":true}  | admin     | admin is unknown; known are agent, kind, validFor
            {"agent":"web1","validFor":"PT1H","Agent":"web"} | Agent     | Agent is unknown; did you mean agent?
            {"agent":"web1"}                                 | validFor  | validFor is missing; add it
            {"agent":"web1","validFor":null}                 | validFor  | validFor is null; it has to be a text
            {"agent":1,"validFor":"PT1H"}                    | agent     | agent has to be a text
            {"agent":{"name":"web1"},"validFor":"PT1H"}      | agent     | agent has to be a text
            {"agent":"web1","agent":"web2","validFor":"PT1H"} | agent    | agent is there twice at line 1, column 24; leave one of them out
            {"agent":"web1",                                 |           | the request ends at line 1, column 17, before its JSON is complete; send all of it
            {"agent":"web1"; "validFor":"PT1H"}              |           | the request is not JSON at line 1, column 16 (Unexpected character (';' (code 59))); correct it there
            []                                               |           | the request has to be an object with agent, validFor, kind
            null                                             |           | the request has no JSON in it; send the object that the OpenAPI document describes
            ``                                               |           | the request has no JSON in it; send the object that the OpenAPI document describes
            """)
    void isToldByFieldFaultAndFix(String body, @Nullable String field, String sentence)
        throws Exception {
      var problem = assertProblem(alice.post("/v1/tokens", body), ProblemType.REQUEST_MALFORMED);

      assertThat(problem.detail()).isEqualTo(sentence);
      assertThat(problem.field()).isEqualTo(field);
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "{\"agent\":\"../etc\",\"validFor\":\"PT1H\"}",
          "{\"agent\":\"a\\u0000b\",\"validFor\":\"PT1H\"}",
          "{\"agent\":\"\",\"validFor\":\"PT1H\"}",
          "{\"agent\":\"web1\",\"validFor\":\"P31D\"}",
          "{\"agent\":\"web1\",\"validFor\":\"PT1S\"}",
          "{\"agent\":\"web1\",\"validFor\":\"-PT1H\"}",
          "{\"agent\":\"web1\",\"validFor\":\"one hour\"}",
        })
    void hasAValueThatCannotBeUsed(String body) throws Exception {
      var problem = assertProblem(alice.post("/v1/tokens", body), ProblemType.VALUE_REJECTED);

      assertThat(problem.field()).isIn("agent", "validFor");
    }

    @Test
    void isTooLarge() throws Exception {
      var body = "{\"agent\":\"" + "a".repeat(300 * 1024) + "\",\"validFor\":\"PT1H\"}";

      assertProblem(alice.post("/v1/tokens", body), ProblemType.REQUEST_TOO_LARGE);
    }

    @ParameterizedTest
    @ValueSource(ints = {300 * 1024, 4 * 1024 * 1024})
    void isTooLargeAndDoesNotSayHowLarge(int size) throws Exception {
      assertThat(assertProblem(alice.send(unannounced(size)), ProblemType.REQUEST_TOO_LARGE))
          .isEqualTo(
              assertProblem(
                  alice.post("/v1/tokens", "a".repeat(300 * 1024)), ProblemType.REQUEST_TOO_LARGE));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void isTooLargeInHttp2Too(boolean announced) throws Exception {
      try (var http2 =
          HttpClient.newBuilder()
              .version(HttpClient.Version.HTTP_2)
              .sslContext(HttpsCaller.context(repository.root(), Optional.of(repository.alice())))
              .build()) {
        var request = unannounced(300 * 1024);
        var answer =
            http2.send(
                (announced
                        ? request.POST(BodyPublishers.ofString("a".repeat(300 * 1024)))
                        : request)
                    .build(),
                BodyHandlers.ofString());

        assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
        assertProblem(answer, ProblemType.REQUEST_TOO_LARGE);
      }
    }

    @Test
    void isNotTooLargeOnlyForNotSayingHowLarge() throws Exception {
      assertProblem(alice.send(unannounced(100 * 1024)), ProblemType.VALUE_REJECTED);
    }

    private HttpRequest.Builder unannounced(int size) {
      var body =
          ("{\"agent\":\"" + "a".repeat(size) + "\",\"validFor\":\"PT1H\"}")
              .getBytes(StandardCharsets.US_ASCII);
      return alice
          .request("/v1/tokens", "Content-Type", "application/json")
          .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body)));
    }

    @Test
    void hasAnotherMediaType() throws Exception {
      var answer =
          alice.send(
              alice
                  .request("/v1/tokens", "Content-Type", "text/plain")
                  .POST(BodyPublishers.ofString("{}")));

      assertProblem(answer, ProblemType.MEDIA_TYPE_UNSUPPORTED);
    }

    @Test
    void namesNothing() throws Exception {
      assertProblem(alice.get("/v1/nothing"), ProblemType.NOT_FOUND);
      assertProblem(alice.get("/"), ProblemType.NOT_FOUND);
      assertProblem(alice.get("/q/health"), ProblemType.NOT_FOUND);
      assertProblem(alice.get("/v1/agents/nobody"), ProblemType.NOT_FOUND);
      assertProblem(alice.get("/v1/agents/%2e%2e"), ProblemType.NOT_FOUND);
    }

    @Test
    void hasAMethodThatTheResourceDoesNotKnow() throws Exception {
      assertProblem(alice.delete("/v1/repository"), ProblemType.METHOD_NOT_ALLOWED);
    }
  }

  private HttpsCaller callerWith(TestIdentity identity) {
    return HttpsCaller.of(base, repository.root(), Optional.of(identity));
  }

  private HttpResponse<String> ofManagement(String path) throws Exception {
    try (var client = HttpClient.newHttpClient()) {
      return client.send(
          HttpRequest.newBuilder(management.resolve(path)).build(), BodyHandlers.ofString());
    }
  }

  private List<Instant> timesIn(HttpResponse<?> answer) {
    return answer.headers().allValues("Date").stream()
        .map(date -> DateTimeFormatter.RFC_1123_DATE_TIME.parse(date, Instant::from))
        .toList();
  }

  private SSLSocket handshake(String protocol) throws IOException {
    var socket =
        (SSLSocket)
            HttpsCaller.context(repository.root(), Optional.empty())
                .getSocketFactory()
                .createSocket(base.getHost(), base.getPort());
    socket.setEnabledProtocols(new String[] {protocol});
    socket.startHandshake();
    return socket;
  }

  private void assertEndsInTheHandshake(TestIdentity identity) {
    try (var caller = callerWith(identity)) {
      assertThatThrownBy(() -> caller.get("/v1/repository")).isInstanceOf(IOException.class);
    }
  }

  private ProblemDocument assertProblem(HttpResponse<String> answer, ProblemType type)
      throws IOException {
    return Problems.assertProblem(answer, type, json);
  }

  private static IdentityProfile profile(String name, KeyPurposeId purpose, String validity) {
    return new IdentityProfile(name, List.of(), purpose, Duration.parse(validity));
  }
}
