package org.keyferry.repository.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.agroal.api.AgroalDataSource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.RSAKeyGenParameterSpec;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.keyferry.protocol.agent.Enrollment;
import org.keyferry.protocol.agent.EnrollmentRequest;
import org.keyferry.protocol.agent.EnrollmentToken;
import org.keyferry.protocol.agent.Identity;
import org.keyferry.protocol.agent.IdentityRequest;
import org.keyferry.protocol.agent.Report;
import org.keyferry.protocol.bundle.SecretBytes;
import org.keyferry.protocol.officer.AddEnrollmentToken;
import org.keyferry.protocol.pki.Bytes;
import org.keyferry.protocol.pki.CertificateChain;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.protocol.pki.Thumbprint;
import org.keyferry.protocol.problem.ProblemDocument;
import org.keyferry.protocol.problem.ProblemType;
import org.keyferry.repository.app.EnrolledHost;
import org.keyferry.repository.app.FoundedRepository;
import org.keyferry.repository.app.HttpsCaller;
import org.keyferry.repository.app.Problems;
import org.keyferry.repository.app.RunningRepository;
import org.keyferry.repository.app.TestIdentity;
import org.keyferry.repository.app.TestKeys;
import org.keyferry.repository.custody.RepositoryIdentities;

/// How a host becomes an agent, stays one, and ceases to be one.
@QuarkusTest
@QuarkusTestResource(RunningRepository.class)
class EnrollmentIT {

  private static final KeyPair SEALING_KEY = TestKeys.rsa(3072);

  @SuppressWarnings("NullAway.Init") // Quarkus sets it
  @TestHTTPResource(value = "/", tls = true)
  private URI base;

  @Inject private FoundedRepository repository;
  @Inject private RepositoryIdentities identities;
  @Inject private EnrollmentTokens tokens;
  @Inject private Agents agents;
  @Inject private InstantSource clock;
  @Inject private Supplier<UUID> ids;
  @Inject private AgroalDataSource database;
  @Inject private ObjectMapper json;

  private HttpsCaller alice;
  private HttpsCaller host;

  @BeforeEach
  void callersCome() {
    alice = callerWith(repository.alice());
    host = HttpsCaller.of(base, repository.root(), Optional.empty());
  }

  @AfterEach
  void callersGo() {
    alice.close();
    host.close();
  }

  @Nested
  class AHostWithAToken {

    @Test
    void becomesAnAgentAndLearnsWhomToBelieve() throws Exception {
      var name = anyName();
      var key = TestKeys.ecP256();
      try (var token = EnrolledHost.token(name, alice, json)) {
        assertThat(token.root()).isEqualTo(identities.rootThumbprint());

        var answer = enroll(EnrolledHost.request(token, key, SEALING_KEY));

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        var enrollment = json.readValue(answer.body(), Enrollment.class);
        var chain = CertificateChain.ofPem(enrollment.identity());
        assertThat(enrollment.name()).isEqualTo(name);
        assertThat(CertificateChain.ofPem(enrollment.root()).leaf()).isEqualTo(identities.root());
        assertThat(enrollment.signingKeys())
            .containsExactly(
                Bytes.of(identities.signingKeys().getFirst().getEncoded()).toBase64Url());
        assertThat(chain.leaf().getPublicKey()).isEqualTo(key.getPublic());
        assertThat(chain.leaf().getSubjectX500Principal().getName())
            .isEqualTo("CN=" + enrollment.agent());
        assertThat(chain.leaf().getSubjectAlternativeNames())
            .containsExactly(List.of(6, "urn:uuid:" + enrollment.agent()));
        assertThat(
                Duration.between(clock.instant(), chain.leaf().getNotAfter().toInstant()).toHours())
            .isBetween(167L, 168L);
        assertThat(alice.get("/v1/agents/" + name).body()).contains("\"state\":\"enrolled\"");
      }
    }

    @Test
    void getsALostAnswerAgain() throws Exception {
      try (var token = EnrolledHost.token(anyName(), alice, json)) {
        var request = EnrolledHost.request(token, TestKeys.ecP256(), SEALING_KEY);
        var first = enroll(request);

        var second = enroll(request);

        assertThat(second.statusCode()).isEqualTo(201);
        assertThat(second.body()).isEqualTo(first.body());
      }
    }

    @Test
    void isRefusedWithAnotherSealingKeyThanAtFirst() throws Exception {
      try (var token = EnrolledHost.token(anyName(), alice, json)) {
        var key = TestKeys.ecP256();
        enroll(EnrolledHost.request(token, key, SEALING_KEY));

        assertProblem(
            enroll(EnrolledHost.request(token, key, TestKeys.rsa(3072))),
            ProblemType.ENROLLMENT_TOKEN_REFUSED);
      }
    }

    @Test
    void getsNoLostAnswerOnceItIsRevoked() throws Exception {
      var name = anyName();
      try (var token = EnrolledHost.token(name, alice, json)) {
        var request = EnrolledHost.request(token, TestKeys.ecP256(), SEALING_KEY);
        enroll(request);
        assertThat(alice.post("/v1/agents/" + name + "/revocation", "").statusCode())
            .isEqualTo(204);

        assertProblem(enroll(request), ProblemType.ENROLLMENT_TOKEN_REFUSED);
      }
    }

    @Test
    void isRefusedOnceAnotherHasUsedIt() throws Exception {
      try (var token = EnrolledHost.token(anyName(), alice, json)) {
        enroll(EnrolledHost.request(token, TestKeys.ecP256(), SEALING_KEY));

        assertProblem(
            enroll(EnrolledHost.request(token, TestKeys.ecP256(), SEALING_KEY)),
            ProblemType.ENROLLMENT_TOKEN_REFUSED);
      }
    }

    @Test
    void isRefusedOnceAnOfficerHasWithdrawnIt() throws Exception {
      var made =
          alice.post("/v1/tokens", "{\"agent\":\"" + anyName() + "\",\"validFor\":\"PT1H\"}");
      var view = json.readTree(made.body());
      assertThat(alice.delete("/v1/tokens/" + view.get("id").asText()).statusCode()).isEqualTo(204);

      try (var token = EnrollmentToken.parse(view.get("token").asText())) {
        assertProblem(
            enroll(EnrolledHost.request(token, TestKeys.ecP256(), SEALING_KEY)),
            ProblemType.ENROLLMENT_TOKEN_REFUSED);
      }
    }

    @Test
    void isToldThatItHasExpired() throws Exception {
      try (var token = storedToken(Duration.ofMinutes(-1))) {
        assertProblem(
            enroll(EnrolledHost.request(token, TestKeys.ecP256(), SEALING_KEY)),
            ProblemType.ENROLLMENT_TOKEN_EXPIRED);
      }
    }

    @Test
    void isRefusedIfNobodyMadeIt() throws Exception {
      try (var token = anyToken()) {
        assertProblem(
            enroll(EnrolledHost.request(token, TestKeys.ecP256(), SEALING_KEY)),
            ProblemType.ENROLLMENT_TOKEN_REFUSED);
      }
    }

    @Test
    void mayTryAgainAfterAMistakeOfItsOwn() throws Exception {
      try (var token = EnrolledHost.token(anyName(), alice, json)) {
        var key = TestKeys.ecP256();
        var good = EnrolledHost.request(token, key, SEALING_KEY);
        try (var other = anyToken()) {
          assertRejected("sealingKeyProof", with(good, proofFor(other, key)));
        }
        assertRejected("identityRequest", withIdentity(good, TestKeys.ec("secp384r1")));
        assertRejected("identityRequest", withIdentity(good, TestKeys.rsa(2048)));
        assertRejected(
            "identityRequest",
            new EnrollmentRequest(
                good.secret(),
                TestKeys.request(key, TestKeys.ecP256()).toBase64Url(),
                good.sealingKey(),
                good.sealingKeyProof()));
        assertRejected("sealingKey", EnrolledHost.request(token, key, TestKeys.rsa(2048)));
        assertRejected("sealingKey", EnrolledHost.request(token, key, rsaWithExponent3()));
        assertRejected(
            "sealingKey",
            new EnrollmentRequest(
                good.secret(),
                good.identityRequest(),
                Bytes.of(key.getPublic().getEncoded()).toBase64Url(),
                good.sealingKeyProof()));
        assertRejected(
            "secret",
            new EnrollmentRequest(
                "AA", good.identityRequest(), good.sealingKey(), good.sealingKeyProof()));

        assertThat(enroll(good).statusCode()).isEqualTo(201);
      }
    }
  }

  @Test
  void aNameBelongsToOneAgentUntilItIsRevoked() throws Exception {
    var name = anyName();
    try (var first = EnrolledHost.token(name, alice, json);
        var second = EnrolledHost.token(name, alice, json)) {
      enroll(EnrolledHost.request(first, TestKeys.ecP256(), SEALING_KEY));
      var request = EnrolledHost.request(second, TestKeys.ecP256(), SEALING_KEY);

      assertProblem(enroll(request), ProblemType.NAME_TAKEN);
      assertProblem(
          alice.post("/v1/tokens", "{\"agent\":\"" + name + "\",\"validFor\":\"PT1H\"}"),
          ProblemType.NAME_TAKEN);
      assertThat(alice.post("/v1/agents/" + name + "/revocation", "").statusCode()).isEqualTo(204);

      assertThat(enroll(request).statusCode()).isEqualTo(201);
    }
  }

  @Test
  void aTokenIsShownOnceAndItsSecretKeptNowhere() throws Exception {
    var name = anyName();
    try (var token = EnrolledHost.token(name, alice, json)) {
      assertThat(alice.get("/v1/tokens?limit=500").body())
          .contains(name)
          .doesNotContain(token.secretText());
      assertThat(tokens.withSecret(token.secretThumbprint())).isPresent();
    }
  }

  @Nested
  class AnAgentThatRenewsItsIdentity {

    @Test
    void keepsTheOldOneUntilItUsesTheNewOne() throws Exception {
      var enrolled = EnrolledHost.enroll(anyName(), alice, host, json);
      try (var old = callerWith(enrolled.identity())) {
        renew(old, TestKeys.ecP256()); // its answer is lost
        pass(Duration.ofMinutes(2));
        var key = TestKeys.ecP256();
        var renewed = renewed(renew(old, key), key);
        pass(Duration.ofMinutes(2));
        assertThat(renew(old, TestKeys.ecP256()).statusCode()).isEqualTo(200);
        pass(Duration.ofMinutes(1));

        try (var young = callerWith(renewed)) {
          assertProblem(
              renew(young, TestKeys.ecP256()),
              ProblemType.AGENT_QUARANTINED); // the call before retired it
        }
      }
    }

    /// The network may bring the first of two requests after the second was answered.
    @Test
    void doesNotLoseWhatItJustGotToARequestThatComesLate() throws Exception {
      var name = anyName();
      var enrolled = EnrolledHost.enroll(name, alice, host, json);
      try (var old = callerWith(enrolled.identity())) {
        var key = TestKeys.ecP256();
        var renewed = renewed(renew(old, key), key);

        assertProblem(renew(old, TestKeys.ecP256()), ProblemType.STATE_CONFLICT);

        try (var young = callerWith(renewed)) {
          assertRenewalAsksForAnotherKey(renew(young, key));
        }
      }
      assertThat(agents.named(new DisplayName(name)).orElseThrow().state())
          .isEqualTo(Agent.State.ENROLLED);
    }

    @Test
    void losesTheOldOneWithTheFirstUseOfTheNewOne() throws Exception {
      var name = anyName();
      var enrolled = EnrolledHost.enroll(name, alice, host, json);
      var key = TestKeys.ecP256();
      try (var old = callerWith(enrolled.identity());
          var young = callerWith(renewed(renew(old, key), key))) {
        assertRenewalAsksForAnotherKey(renew(young, key));
        pass(Duration.ofMinutes(1));

        try (var clone = callerWith(enrolled.identity())) {
          assertProblem(renew(clone, TestKeys.ecP256()), ProblemType.AGENT_QUARANTINED);
        }

        assertThat(agents.named(new DisplayName(name)).orElseThrow().state())
            .isEqualTo(Agent.State.QUARANTINED);
        assertProblem(renew(young, TestKeys.ecP256()), ProblemType.AGENT_QUARANTINED);
        assertThat(alice.get("/v1/agents/" + name).body())
            .contains("\"quarantine\":\"an identity was used that had been replaced at ");
      }
    }

    /// A replica that stood still, or a slow network, brings such a request after the next identity
    /// was used.
    @Test
    void isNotSuspectedForWhatWasUnderWayOverAConnectionOfBefore() throws Exception {
      var name = anyName();
      var enrolled = EnrolledHost.enroll(name, alice, host, json);
      var key = TestKeys.ecP256();
      try (var old = callerWith(enrolled.identity());
          var young = callerWith(renewed(renew(old, key), key))) {
        assertRenewalAsksForAnotherKey(renew(young, key));

        assertProblem(renew(old, TestKeys.ecP256()), ProblemType.IDENTITY_REVOKED);

        assertThat(agents.named(new DisplayName(name)).orElseThrow().state())
            .isEqualTo(Agent.State.ENROLLED);
        assertThat(renew(young, TestKeys.ecP256()).statusCode()).isEqualTo(200);
      }
    }

    @Test
    void needsANewKey() throws Exception {
      var key = TestKeys.ecP256();
      try (var token = EnrolledHost.token(anyName(), alice, json)) {
        var answer = enroll(EnrolledHost.request(token, key, SEALING_KEY));
        var enrolled = EnrolledHost.of(answer, key, SEALING_KEY, json);

        try (var agent = callerWith(enrolled.identity())) {
          assertRenewalAsksForAnotherKey(renew(agent, key));
        }
      }
    }

    private void assertRenewalAsksForAnotherKey(HttpResponse<String> answer) throws IOException {
      assertThat(assertProblem(answer, ProblemType.VALUE_REJECTED).field())
          .isEqualTo("identityRequest");
    }
  }

  /// Their states are copies of one, so both go on counting from the same generation.
  @Nested
  class TwoHostsWithOneState {

    @Test
    void areBothQuarantinedByTheFirstReportOfTheSecond() throws Exception {
      var name = anyName();
      var enrolled = EnrolledHost.enroll(name, alice, host, json);
      try (var original = callerWith(enrolled.identity());
          var clone = callerWith(enrolled.identity())) {
        assertThat(report(original, 1, "of the original").statusCode()).isEqualTo(204);

        assertProblem(report(clone, 1, "of the clone"), ProblemType.AGENT_QUARANTINED);

        assertProblem(report(original, 2, "of the original"), ProblemType.AGENT_QUARANTINED);
        assertProblem(original.get("/v1/manifest"), ProblemType.AGENT_QUARANTINED);
        assertProblem(clone.get("/v1/manifest"), ProblemType.AGENT_QUARANTINED);
        assertThat(alice.get("/v1/agents/" + name).body())
            .contains("generation 1 of its state came after generation 1, and not as a repetition");
      }
    }

    @Test
    void areQuarantinedToIfOneOfThemIsAnOldBackup() throws Exception {
      var enrolled = EnrolledHost.enroll(anyName(), alice, host, json);
      try (var agent = callerWith(enrolled.identity())) {
        for (var generation = 1; generation <= 20; generation++) {
          assertThat(report(agent, generation, "all is well").statusCode()).isEqualTo(204);
        }

        assertProblem(report(agent, 3, "all is well"), ProblemType.AGENT_QUARANTINED);
      }
    }

    @Test
    void areQuarantinedWhenTheOneThatIsBehindRenewsItsIdentity() throws Exception {
      var enrolled = EnrolledHost.enroll(anyName(), alice, host, json);
      try (var agent = callerWith(enrolled.identity())) {
        report(agent, 7, "all is well");

        assertProblem(renew(agent, TestKeys.ecP256(), 6), ProblemType.STATE_CONFLICT); // just now
        assertThat(renew(agent, TestKeys.ecP256(), 7).statusCode()).isEqualTo(200);
      }
    }

    /// Whoever gets no answer says the same once more.
    @Test
    void areNotSeenInOneThatRepeatsItself() throws Exception {
      var enrolled = EnrolledHost.enroll(anyName(), alice, host, json);
      try (var agent = callerWith(enrolled.identity())) {
        assertThat(report(agent, 1, "one").statusCode()).isEqualTo(204);
        assertThat(report(agent, 1, "one").statusCode()).isEqualTo(204);
        assertThat(report(agent, 5, "two").statusCode()).isEqualTo(204);
        assertThat(report(agent, 1, "one").statusCode()).isEqualTo(204); // it was under way
        assertThat(report(agent, 6, "three").statusCode()).isEqualTo(204);
      }
    }

    /// The row is locked, so two reports at once are one after the other.
    @Test
    void areToldApartEvenIfTheyReportAtTheSameMoment() throws Exception {
      for (var race = 0; race < 10; race++) {
        var name = anyName();
        var enrolled = EnrolledHost.enroll(name, alice, host, json);
        try (var threads = Executors.newFixedThreadPool(2);
            var original = callerWith(enrolled.identity());
            var clone = callerWith(enrolled.identity())) {
          var answers =
              threads.invokeAll(
                  List.of(
                      () -> report(original, 1, "of the original").statusCode(),
                      () -> report(clone, 1, "of the clone").statusCode()));

          assertThat(List.of(answers.getFirst().get(), answers.getLast().get()))
              .containsExactlyInAnyOrder(204, 401);
        }
        assertThat(agents.named(new DisplayName(name)).orElseThrow().state())
            .isEqualTo(Agent.State.QUARANTINED);
      }
    }

    private HttpResponse<String> report(HttpsCaller agent, long generation, String detail)
        throws IOException {
      var target =
          new Report.TargetReport(
              "www", "files", null, "www", null, null, null, null, List.of(), "waiting", null,
              detail);
      return agent.post(
          "/v1/reports",
          json.writeValueAsString(
              new Report(
                  "1.2.3", generation, Instant.parse("2026-11-25T18:00:00Z"), List.of(target))));
    }
  }

  @Nested
  class AnAgentThatEnrollsAgain {

    @Test
    void staysTheAgentThatItWas() throws Exception {
      var name = anyName();
      var before = EnrolledHost.enroll(name, alice, host, json);

      var after = enrollAgain(name);

      assertThat(after.id()).isEqualTo(before.id());
      var agent = agents.named(new DisplayName(name)).orElseThrow();
      assertThat(agent.enrollment()).isEqualTo(2);
      assertThat(agent.state()).isEqualTo(Agent.State.ENROLLED);
      try (var young = callerWith(after.identity())) {
        assertThat(renew(young, TestKeys.ecP256()).statusCode()).isEqualTo(200);
      }
    }

    /// Whoever has the old keys gets nothing, and cannot have the host quarantined either.
    @Test
    void losesAllItsOldIdentitiesAtOnce() throws Exception {
      var name = anyName();
      var first = EnrolledHost.enroll(name, alice, host, json);
      var key = TestKeys.ecP256();
      try (var old = callerWith(first.identity())) {
        var second = renewed(renew(old, key), key);
        try (var middle = callerWith(second)) {
          assertRenewable(middle, key);
        }
        enrollAgain(name);

        for (var identity : List.of(first.identity(), second)) {
          try (var clone = callerWith(identity)) {
            assertProblem(renew(clone, TestKeys.ecP256()), ProblemType.IDENTITY_REVOKED);
          }
        }
      }
      assertThat(agents.named(new DisplayName(name)).orElseThrow().state())
          .isEqualTo(Agent.State.ENROLLED);
    }

    @Test
    void leavesItsQuarantine() throws Exception {
      var name = anyName();
      var first = EnrolledHost.enroll(name, alice, host, json);
      var key = TestKeys.ecP256();
      try (var old = callerWith(first.identity());
          var young = callerWith(renewed(renew(old, key), key))) {
        assertRenewable(young, key);
      }
      pass(Duration.ofMinutes(1));
      try (var clone = callerWith(first.identity())) {
        assertProblem(renew(clone, TestKeys.ecP256()), ProblemType.AGENT_QUARANTINED);
      }
      assertThat(alice.get("/v1/agents?limit=500").body()).contains(name);

      enrollAgain(name);

      assertThat(alice.get("/v1/agents/" + name).body())
          .contains("\"state\":\"enrolled\"", "\"quarantine\":null");
    }

    @Test
    void needsATokenOfThatKind() throws Exception {
      var name = anyName();
      EnrolledHost.enroll(name, alice, host, json);

      assertProblem(
          alice.post("/v1/tokens", "{\"agent\":\"" + name + "\",\"validFor\":\"PT1H\"}"),
          ProblemType.NAME_TAKEN);
      assertThat(
              assertProblem(
                      alice.post("/v1/tokens", tokenRequest(name, "again")),
                      ProblemType.VALUE_REJECTED)
                  .field())
          .isEqualTo("kind");
    }

    /// Revoked is for ever: the host can become a new agent of the same name.
    @Test
    void isNoneThatWasRevoked() throws Exception {
      var name = anyName();
      var revoked = EnrolledHost.enroll(name, alice, host, json);
      try (var token = tokenFor(name)) {
        assertThat(alice.post("/v1/agents/" + name + "/revocation", "").statusCode())
            .isEqualTo(204);

        assertProblem(
            enroll(EnrolledHost.request(token, TestKeys.ecP256(), SEALING_KEY)),
            ProblemType.ENROLLMENT_TOKEN_REFUSED);
        assertProblem(
            alice.post("/v1/tokens", tokenRequest(name, "re-enroll")),
            ProblemType.REFERENCE_UNKNOWN);
      }
      assertThat(EnrolledHost.enroll(name, alice, host, json).id()).isNotEqualTo(revoked.id());
      assertThat(agents.find(revoked.id()).orElseThrow().state()).isEqualTo(Agent.State.REVOKED);
    }

    @Test
    void closesTheOtherTokensThatWouldDo() throws Exception {
      var name = anyName();
      EnrolledHost.enroll(name, alice, host, json);
      try (var lost = tokenFor(name)) {
        enrollAgain(name);

        assertProblem(
            enroll(EnrolledHost.request(lost, TestKeys.ecP256(), SEALING_KEY)),
            ProblemType.ENROLLMENT_TOKEN_REFUSED);
      }
    }

    @Test
    void getsALostAnswerAgain() throws Exception {
      var name = anyName();
      EnrolledHost.enroll(name, alice, host, json);
      try (var token = tokenFor(name)) {
        var request = EnrolledHost.request(token, TestKeys.ecP256(), SEALING_KEY);
        var first = enroll(request);

        assertThat(enroll(request).body()).isEqualTo(first.body());
      }
      assertThat(agents.named(new DisplayName(name)).orElseThrow().enrollment()).isEqualTo(2);
    }

    private void assertRenewable(HttpsCaller agent, KeyPair presentKey) throws IOException {
      assertProblem(renew(agent, presentKey), ProblemType.VALUE_REJECTED); // and so it was used
    }

    private EnrolledHost enrollAgain(String name) throws IOException {
      var key = TestKeys.ecP256();
      try (var token = tokenFor(name)) {
        return EnrolledHost.of(
            enroll(EnrolledHost.request(token, key, SEALING_KEY)), key, SEALING_KEY, json);
      }
    }

    private EnrollmentToken tokenFor(String name) throws IOException {
      var answer = alice.post("/v1/tokens", tokenRequest(name, "re-enroll"));
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
      return EnrollmentToken.parse(json.readTree(answer.body()).get("token").asText());
    }

    private String tokenRequest(String name, String kind) throws IOException {
      return json.writeValueAsString(new AddEnrollmentToken(name, "PT1H", kind));
    }
  }

  @Nested
  class ARevokedAgent {

    @Test
    void staysInTheList() throws Exception {
      var name = anyName();
      EnrolledHost.enroll(name, alice, host, json);
      alice.post("/v1/agents/" + name + "/revocation", "");

      assertThat(alice.get("/v1/agents/" + name).body()).contains("\"state\":\"revoked\"");
      assertProblem(
          alice.post("/v1/agents/" + name + "/revocation", ""), ProblemType.STATE_CONFLICT);
      EnrolledHost.enroll(name, alice, host, json);

      var listed = new ArrayList<String>();
      var next = "/v1/agents?limit=1";
      while (next != null) {
        var page = json.readTree(alice.get(next).body());
        page.get("items")
            .forEach(each -> {
              if (each.get("name").asText().equals(name)) {
                listed.add(each.get("state").asText());
              }
            });
        next =
            page.get("next").isNull()
                ? null
                : "/v1/agents?limit=1&after="
                    + URLEncoder.encode(page.get("next").asText(), StandardCharsets.UTF_8);
      }
      assertThat(listed).containsExactlyInAnyOrder("revoked", "enrolled");
    }

    @Test
    void isTurnedAwayOnTheConnectionThatItHasOpen() throws Exception {
      var name = anyName();
      var enrolled = EnrolledHost.enroll(name, alice, host, json);
      try (var socket = connect(enrolled.identity())) {
        assertThat(ask(socket)).startsWith("HTTP/1.1 422 "); // known, and told what is missing

        assertThat(alice.post("/v1/agents/" + name + "/revocation", "").statusCode())
            .isEqualTo(204);

        assertThat(ask(socket)).startsWith("HTTP/1.1 401 ").contains("identity-revoked");
      }
    }

    @Test
    void isNoOfficerEither() throws Exception {
      var enrolled = EnrolledHost.enroll(anyName(), alice, host, json);
      try (var agent = callerWith(enrolled.identity())) {
        assertProblem(agent.get("/v1/agents"), ProblemType.OFFICER_REQUIRED);
        assertProblem(agent.get("/v1/repository"), ProblemType.OFFICER_REQUIRED);
      }
    }

    /// One request on a connection that stays open.
    private String ask(SSLSocket socket) throws IOException {
      var body = "{\"identityRequest\":\"AA\",\"generation\":0}";
      var request =
          "POST /v1/identity HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
              + "Content-Length: "
              + body.length()
              + "\r\n\r\n"
              + body;
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      var head = readUntilBlankLine(socket.getInputStream());
      var length = Integer.parseInt(head.replaceAll("(?is).*content-length: ([0-9]+).*", "$1"));
      return head + new String(socket.getInputStream().readNBytes(length), StandardCharsets.UTF_8);
    }

    private String readUntilBlankLine(InputStream in) throws IOException {
      var head = new StringBuilder();
      while (!head.toString().endsWith("\r\n\r\n")) {
        var octet = in.read();
        if (octet < 0) {
          throw new IOException("the connection was closed after: " + head);
        }
        head.append((char) octet);
      }
      return head.toString();
    }
  }

  /// Lets the identities of all agents grow older.
  private void pass(Duration time) throws SQLException {
    try (var connection = database.getConnection();
        var statement = connection.createStatement()) {
      var ago = " - interval '" + time.toSeconds() + " seconds'";
      statement.executeUpdate("update agent set identity_issued = identity_issued" + ago);
      statement.executeUpdate("update retired_identity set retired_at = retired_at" + ago);
    }
  }

  private HttpResponse<String> enroll(EnrollmentRequest request) throws IOException {
    return host.post("/v1/enrollments", json.writeValueAsString(request));
  }

  private HttpResponse<String> renew(HttpsCaller agent, KeyPair key) throws IOException {
    return renew(agent, key, 0);
  }

  private HttpResponse<String> renew(HttpsCaller agent, KeyPair key, long generation)
      throws IOException {
    var request = new IdentityRequest(TestKeys.request(key).toBase64Url(), generation);
    return agent.post("/v1/identity", json.writeValueAsString(request));
  }

  private TestIdentity renewed(HttpResponse<String> answer, KeyPair key) throws IOException {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    var identity = json.readValue(answer.body(), Identity.class);
    return new TestIdentity(
        key.getPrivate(), CertificateChain.ofPem(identity.identity()).certificates());
  }

  private void assertRejected(String member, EnrollmentRequest request) throws IOException {
    assertThat(assertProblem(enroll(request), ProblemType.VALUE_REJECTED).field())
        .isEqualTo(member);
  }

  private ProblemDocument assertProblem(HttpResponse<String> answer, ProblemType type)
      throws IOException {
    return Problems.assertProblem(answer, type, json);
  }

  private HttpsCaller callerWith(TestIdentity identity) {
    return HttpsCaller.of(base, repository.root(), Optional.of(identity));
  }

  private SSLSocket connect(TestIdentity identity) throws IOException {
    var socket =
        (SSLSocket)
            HttpsCaller.context(repository.root(), Optional.of(identity))
                .getSocketFactory()
                .createSocket(base.getHost(), base.getPort());
    socket.setSoTimeout(30_000);
    return socket;
  }

  private EnrollmentToken storedToken(Duration validFor) {
    var token = anyToken();
    tokens.add(
        new StoredEnrollmentToken(
            ids.get(),
            new DisplayName(anyName()),
            Optional.empty(),
            token.secretThumbprint(),
            clock.instant(),
            clock.instant().plus(validFor),
            Optional.empty()));
    return token;
  }

  private EnrollmentToken anyToken() {
    var digest = Thumbprint.of(ids.get().toString()).digest();
    return new EnrollmentToken(identities.rootThumbprint(), SecretBytes.takeOver(digest.toArray()));
  }

  private String anyName() {
    return "host-" + ids.get();
  }

  private static EnrollmentRequest withIdentity(EnrollmentRequest request, KeyPair key) {
    return new EnrollmentRequest(
        request.secret(),
        TestKeys.request(key).toBase64Url(),
        request.sealingKey(),
        request.sealingKeyProof());
  }

  private static EnrollmentRequest with(EnrollmentRequest request, String proof) {
    return new EnrollmentRequest(
        request.secret(), request.identityRequest(), request.sealingKey(), proof);
  }

  private static String proofFor(EnrollmentToken token, KeyPair identityKey) {
    return EnrolledHost.request(token, identityKey, SEALING_KEY).sealingKeyProof();
  }

  private static KeyPair rsaWithExponent3() throws GeneralSecurityException {
    var generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(new RSAKeyGenParameterSpec(3072, BigInteger.valueOf(3)));
    return generator.generateKeyPair();
  }
}
