package org.keyferry.repository.certificate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.keyferry.protocol.officer.AddCertificate;
import org.keyferry.protocol.officer.AddCertificateAuthority;
import org.keyferry.protocol.officer.IssuerView;
import org.keyferry.protocol.officer.LimitView;
import org.keyferry.protocol.officer.LimitsView;
import org.keyferry.protocol.officer.PolicyView;
import org.keyferry.protocol.officer.ValidityView;
import org.keyferry.protocol.pki.CertificateChain;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.protocol.pki.Identifier;
import org.keyferry.protocol.pki.KeyType;
import org.keyferry.protocol.problem.ProblemType;
import org.keyferry.repository.app.FoundedRepository;
import org.keyferry.repository.app.HttpsCaller;
import org.keyferry.repository.app.Meanwhile;
import org.keyferry.repository.app.Problems;
import org.keyferry.repository.app.RunningRepository;
import org.keyferry.repository.issuance.ChallengeNetwork;
import org.keyferry.testkit.FixtureCa;

/// Bad input to CAs, policies and certificates: each refusal names the field and the fault.
@QuarkusTest
@QuarkusTestResource(RunningRepository.class)
@QuarkusTestResource(ChallengeNetwork.class)
class CertificateDoorIT {

  private static final String DIRECTORY = "https://127.0.0.1:1/dir";
  private static final String LONG = "P90D";
  private static int serial;

  @SuppressWarnings("NullAway.Init") // Quarkus sets it
  @TestHTTPResource(value = "/", tls = true)
  private URI base;

  @Inject private FoundedRepository repository;
  @Inject private ObjectMapper json;
  @Inject private EntityManager database;
  @Inject private Meanwhile meanwhile;
  @Inject private CertificateAuthorities authorities;
  @Inject private Policies policies;
  @Inject private PolicyDesk policyDesk;
  @Inject private CertificateDesk certificateDesk;

  private HttpsCaller alice;
  private String unique;

  @BeforeEach
  void anOfficerComes() {
    alice = HttpsCaller.of(base, repository.root(), Optional.of(repository.alice()));
    unique = "door" + ++serial;
    accepted("/v1/cas", ca(unique, DIRECTORY));
    accepted("/v1/policies", policy(unique, unique));
  }

  @AfterEach
  void sheGoes() {
    alice.close();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "..",
        "www..example.org",
        ".example.org",
        "-www.example.org",
        "www-.example.org",
        "www_x.example.org",
        "localhost",
        "192.0.2.256",
        "192.0.2.1:443",
        "192.0.2.0/24",
        "0.0.0.0",
        "224.0.0.1",
        "[2001:db8::1]",
        "fe80::1%eth0",
        "::ffff:192.0.2.1",
        "www.example.org/admin",
        "www.example.org:443",
        "https://www.example.org",
        "a b.example.org",
        "*",
        "*.*.example.org",
        "w*.example.org",
        "www.*.org",
        "xn--.example.org",
        "xn--a.example.org",
        "xn--www-.example.org",
        "ab--cd.example.org",
        "www.example.org@evil.example"
      })
  void aBadIdentifierIsRefusedByItsPlace(String identifier) {
    var problem = refused(422, "/v1/certificates", certificate("www.example.org", identifier));

    assertThat(problem.get("type").asText()).isEqualTo("/problems/identifier-rejected");
    assertThat(problem.get("field").asText()).isEqualTo("identifiers[1]");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("longAndHidden")
  void aLongOrHiddenIdentifierIsRefusedInPrintableWords(String what, String identifier) {
    var problem = refused(422, "/v1/certificates", certificate(identifier));

    assertThat(problem.get("type").asText()).as(what).isEqualTo("/problems/identifier-rejected");
    assertThat(problem.get("field").asText()).isEqualTo("identifiers[0]");
    assertThat(problem.get("detail").asText().chars()).noneMatch(Character::isISOControl);
  }

  static Stream<Arguments> longAndHidden() {
    return Stream.of(
        Arguments.of("a label of 64", "a".repeat(64) + ".example.org"),
        Arguments.of("254 characters", "a.".repeat(121) + "example.org.x"),
        Arguments.of("130 labels", "a.".repeat(130) + "org"),
        Arguments.of("a NUL", "www.example.org\0.evil.example"),
        Arguments.of("a line feed", "www.example.org\nevil.example"),
        Arguments.of("an escape", "\u001b[2Jwww.example.org"),
        Arguments.of("a text that turns round", "www.\u202eexample.org"),
        Arguments.of("a space of no width", "www.exa\u200bmple.org"),
        Arguments.of("a full stop of another script in front", "\u3002example.org"),
        Arguments.of("half a surrogate pair", "www.\ud83dexample.org"));
  }

  @Test
  void aNameThatIsThereTwiceIsRefused() {
    var problem =
        refused(422, "/v1/certificates", certificate("www.example.org", "WWW.Example.org."));

    assertThat(problem.get("field").asText()).isEqualTo("identifiers[1]");
    assertThat(problem.get("detail").asText()).contains("www.example.org is there twice");
  }

  @ParameterizedTest
  @CsvSource({"0", "101", "5000"})
  void tooFewAndTooManyIdentifiersAreRefused(int count) {
    var names = IntStream.range(0, count).mapToObj(each -> "n" + each + ".example.org").toList();
    var request = new AddCertificate(unique, names, unique);

    assertThat(refused(422, "/v1/certificates", request).get("field").asText())
        .isEqualTo("identifiers");
  }

  @Test
  void anAddressIsKeptInItsOneForm() {
    var request = certificate("2001:DB8:0:0::1", "www.example.org", "192.0.2.1");

    var added = accepted("/v1/certificates", request);

    assertThat(added.get("identifiers"))
        .extracting(JsonNode::asText)
        .containsExactly("www.example.org", "192.0.2.1", "2001:db8::1");
    var again = refused(422, "/v1/certificates", certificate("2001:db8::1", "2001:0db8::0001"));
    assertThat(again.get("detail").asText()).contains("2001:db8::1 is there twice");
  }

  /// RFC 8738 §7: "The existing "dns-01" challenge MUST NOT be used to validate IP identifiers."
  @Test
  void anAddressNeedsAPolicyThatIsNotOfTheDns() {
    for (var challenge : List.of("dns-01", "dns-persist-01")) {
      var policy = unique + "-" + challenge;
      accepted("/v1/policies", shown(policy(policy, unique), challenge, null, "sealed"));
      var request = new AddCertificate(policy, List.of("www.example.org", "192.0.2.1"), policy);

      var problem = refused(422, "/v1/certificates", request);

      assertThat(problem.get("type").asText()).isEqualTo("/problems/identifier-rejected");
      assertThat(problem.get("detail").asText())
          .contains("192.0.2.1 is an IP address", "http-01 and tls-alpn-01 only", challenge);
    }
  }

  @Test
  void aWildcardNeedsAPolicyWithDns01() {
    var problem = refused(422, "/v1/certificates", certificate("*.example.org"));

    assertThat(problem.get("type").asText()).isEqualTo("/problems/identifier-rejected");
    assertThat(problem.get("detail").asText()).contains("dns-01 and dns-persist-01 only");
  }

  @Test
  void aPolicyThatDoesNotExistIsNamed() {
    var problem =
        refused(
            422,
            "/v1/certificates",
            new AddCertificate(unique, List.of("www.example.org"), "nothing"));

    assertThat(problem.get("type").asText()).isEqualTo("/problems/reference-unknown");
    assertThat(problem.get("field").asText()).isEqualTo("policy");
  }

  @Test
  void aCaThatDoesNotExistIsNamed() {
    var problem = refused(422, "/v1/policies", policy(unique + "-x", "nothing"));

    assertThat(problem.get("type").asText()).isEqualTo("/problems/reference-unknown");
    assertThat(problem.get("field").asText()).isEqualTo("issuers[0].ca");
  }

  @Test
  void aNameIsGivenOnce() {
    accepted("/v1/certificates", certificate("www.example.org"));

    assertThat(refused(409, "/v1/certificates", certificate("www.example.org")).get("field"))
        .hasToString("\"name\"");
    assertThat(refused(409, "/v1/policies", policy(unique, unique)).get("type"))
        .hasToString("\"/problems/name-taken\"");
    assertThat(refused(409, "/v1/cas", ca(unique, DIRECTORY)).get("field")).hasToString("\"name\"");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("policies")
  void aBadPolicyIsRefusedByItsField(
      String field, UnaryOperator<PolicyView> spoil, String sentence) {
    var problem = refused(422, "/v1/policies", spoil.apply(policy(unique + "-bad", unique)));

    assertThat(problem.get("field").asText()).isEqualTo(field);
    assertThat(problem.get("detail").asText()).contains(sentence);
  }

  static Stream<Arguments> policies() {
    return Stream.of(
        spoiled("name", each -> named(each, "a/b"), "letters"),
        spoiled("keyType", each -> with(each, "rsa-1024", LONG, null, null), "rsa-2048"),
        spoiled("issuers", each -> issuedBy(each), "1 to 5 CAs"),
        spoiled(
            "issuers",
            each -> issuedBy(each, each.issuers().getFirst(), each.issuers().getFirst()),
            "no CA twice"),
        spoiled("issuers[0].ca", each -> issuedBy(each, new IssuerView("a/b", null)), "letters"),
        spoiled(
            "issuers[0].profile",
            each -> issuedBy(each, new IssuerView(each.name(), "two words")),
            "without space"),
        spoiled("validity.longest", each -> lived(each, null, "90 days", "refuse"), "ISO 8601"),
        spoiled("validity.shortest", each -> lived(each, "soon", null, "refuse"), "ISO 8601"),
        spoiled("validity", each -> lived(each, null, "PT1M", "refuse"), "PT1H"),
        spoiled("validity", each -> lived(each, null, "-P90D", "refuse"), "PT1H"),
        spoiled("validity", each -> lived(each, "P90D", "P47D", "refuse"), "at most the longest"),
        spoiled("validity.otherwise", each -> lived(each, null, null, "ignore"), "refuse, accept"),
        spoiled("renewAfter", each -> with(each, "ec-p256", LONG, 1.5, null), "0.95"),
        spoiled("outage", each -> with(each, "ec-p256", LONG, null, "P1Y"), "ISO 8601"),
        spoiled("outage", each -> with(each, "ec-p256", LONG, null, "P90D"), "PT1H to P60D"),
        spoiled("outage", each -> with(each, "ec-p256", "P5D", null, "P5D"), "cannot survive"),
        spoiled("preferredChain", each -> shown(each, "http-01", " ", "sealed"), "common name"),
        spoiled("mustNot[1]", each -> without(each, "ocsp", "crl"), "common-name, ocsp"),
        spoiled("custody", each -> shown(each, "http-01", null, "cloud"), "sealed"),
        spoiled("challenge", each -> shown(each, "tls-sni-01", null, "sealed"), "dns-01"));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "http://ca.example/dir",
        "ftp://ca.example/dir",
        "ca.example",
        "https:///dir",
        "https://user:secret@ca.example/dir",
        "https://ca.example/dir#x",
        "not a url"
      })
  void aDirectoryIsAnHttpsUrl(String directory) {
    assertThat(refused(422, "/v1/cas", ca(unique + "-bad", directory)).get("field").asText())
        .isEqualTo("directory");
  }

  @Test
  void theOtherMembersOfACaAreLookedAtToo() {
    var root = pem();

    assertThat(fieldOf(List.of("pki@example.org"), List.of(), List.of(), true))
        .isEqualTo("contacts[0]");
    assertThat(fieldOf(List.of(), List.of(root, "garbage"), List.of(), true))
        .isEqualTo("trustAnchors[1]");
    assertThat(fieldOf(List.of(), List.of(), List.of(root + root), true)).isEqualTo("issuers[0]");
    assertThat(fieldOf(List.of(), List.of(), List.of(), false)).isEqualTo("termsOfServiceAgreed");
  }

  @ParameterizedTest
  @CsvSource({
    "/v1/certificates/nothing, 404",
    "/v1/certificates/nothing/versions, 404",
    "/v1/certificates/a..b, 404",
    "/v1/policies/nothing, 404",
    "/v1/cas/nothing, 404",
    "/v1/certificates?limit=0, 422",
    "/v1/certificates?limit=501, 422",
    "/v1/policies?after=.., 422",
    "/v1/orders?state=lost, 422",
    "/v1/orders?after=x, 422",
    "/v1/orders?certificate=nothing, 404"
  })
  void whatIsNotThereOrCannotBeAskedForIsAProblem(String path, int status) throws Exception {
    var answer = alice.get(path);

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(answer.headers().firstValue("Content-Type"))
        .hasValueSatisfying(type -> assertThat(type).startsWith("application/problem+json"));
  }

  @Test
  void unknownMissingAndNullMembersAreRefused() throws Exception {
    for (var body :
        List.of(
            "{\"name\":\"x\",\"identifiers\":[\"www.example.org\"],\"policy\":\"p\",\"x\":1}",
            "{\"name\":\"x\",\"identifiers\":[\"www.example.org\"]}",
            "{\"name\":null,\"identifiers\":[\"www.example.org\"],\"policy\":\"p\"}",
            "{\"name\":\"x\",\"identifiers\":[null],\"policy\":\"p\"}",
            "{\"name\":\"x\",\"identifiers\":\"www.example.org\",\"policy\":\"p\"}",
            "{\"name\":7,\"identifiers\":[\"www.example.org\"],\"policy\":\"p\"}",
            "[]",
            "",
            "{")) {
      var answer = alice.post("/v1/certificates", body);
      assertThat(answer.statusCode()).as(body + " " + answer.body()).isEqualTo(400);
      assertThat(answer.body())
          .doesNotContain("org.keyferry", "java.", "AddCertificate", "Exception");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          keyType   | ec-p999 | [ec-p256, ec-p384, rsa-2048, rsa-3072, rsa-4096]
          challenge | ftp-01  | [http-01, dns-01, tls-alpn-01, dns-persist-01]
          custody   | paper   | [sealed]
          """)
  void aWordThatIsNoneOfAFewIsRefusedWithAllOfThem(String field, String word, String words)
      throws Exception {
    var body = json.<ObjectNode>valueToTree(policy(unique + "-bad", unique)).put(field, word);

    var answer = alice.post("/v1/policies", json.writeValueAsString(body));

    var problem = Problems.assertProblem(answer, ProblemType.VALUE_REJECTED, json);
    assertThat(problem.field()).isEqualTo(field);
    assertThat(problem.detail()).contains(word).endsWith(" is none of " + words);
  }

  @Test
  void aMemberDeepInARequestIsNamedByItsPath() throws Exception {
    var body = json.<ObjectNode>valueToTree(policy(unique + "-bad", unique));
    ((ObjectNode) body.get("issuers").get(0)).put("chian", "x");

    var answer = alice.post("/v1/policies", json.writeValueAsString(body));

    var problem = Problems.assertProblem(answer, ProblemType.REQUEST_MALFORMED, json);
    assertThat(problem.field()).isEqualTo("issuers[0].chian");
    assertThat(problem.detail()).startsWith("issuers[0].chian is unknown; ");
  }

  @Test
  void whatMayBeMissingHasNoNullsInItEither() throws Exception {
    var body = json.<ObjectNode>valueToTree(policy(unique + "-bad", unique));
    body.putArray("mustNot").addNull();

    var answer = alice.post("/v1/policies", json.writeValueAsString(body));

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
    var problem = json.readTree(answer.body());
    assertThat(problem.get("type").asText()).isEqualTo("/problems/request-malformed");
    assertThat(problem.get("field").asText()).startsWith("mustNot");
  }

  @Test
  void listsAreReadPageByPage() throws Exception {
    for (var each : List.of("a", "b", "c")) {
      accepted(
          "/v1/certificates",
          new AddCertificate("zz" + unique + each, List.of("www.example.org"), unique));
    }

    var first = json.readTree(alice.get("/v1/certificates?limit=2&after=zz" + unique).body());
    assertThat(first.get("items")).hasSize(2);
    var next = first.get("next").asText();
    assertThat(next).isEqualTo("zz" + unique + "b");
    var second = json.readTree(alice.get("/v1/certificates?limit=2&after=" + next).body());
    assertThat(second.get("items").get(0).get("name").asText()).isEqualTo("zz" + unique + "c");
  }

  @Test
  void aStrangerSeesAndChangesNothing() throws Exception {
    try (var stranger = HttpsCaller.of(base, repository.root(), Optional.empty())) {
      for (var path : List.of("/v1/cas", "/v1/policies", "/v1/certificates", "/v1/orders")) {
        assertThat(stranger.get(path).statusCode()).as(path).isEqualTo(401);
      }
      assertThat(stranger.post("/v1/certificates", "{}").statusCode()).isEqualTo(401);
      assertThat(stranger.post("/v1/certificates/x/orders", "").statusCode()).isEqualTo(401);
    }
  }

  @Test
  void theFirstOrderIsPlannedAtOnce() throws Exception {
    var before = Instant.EPOCH;
    var added = accepted("/v1/certificates", certificate("www.example.org"));

    var order = json.readTree(alice.get("/v1/orders/" + added.get("order").asText()).body());
    assertThat(order.get("certificate").asText()).isEqualTo(unique);
    assertThat(Instant.parse(order.get("placedAt").asText())).isAfter(before);
  }

  @Test
  void aPolicyIsChangedAndRemovedWhenNothingUsesIt() throws Exception {
    var changed = with(policy(unique, unique), "ec-p384", "P30D", 0.5, "P3D");

    assertThat(put(200, "/v1/policies/" + unique, changed).get("keyType").asText())
        .isEqualTo("ec-p384");
    assertThat(json.readTree(alice.get("/v1/policies/" + unique).body()).get("renewAfter").asText())
        .isEqualTo("0.5");
    assertThat(alice.delete("/v1/policies/" + unique).statusCode()).isEqualTo(204);
    assertThat(alice.delete("/v1/policies/" + unique).statusCode()).isEqualTo(404);
    put(404, "/v1/policies/" + unique, changed);
  }

  @Test
  void whatIsUsedIsNotRemovedAndItSaysByWhat() throws Exception {
    accepted("/v1/certificates", certificate("www.example.org"));

    var policy = alice.delete("/v1/policies/" + unique);
    var ca = alice.delete("/v1/cas/" + unique);

    assertThat(policy.statusCode()).isEqualTo(409);
    assertThat(policy.body()).contains("is used by the certificates " + unique);
    assertThat(ca.statusCode()).isEqualTo(409);
    assertThat(ca.body()).contains("is used by the policies " + unique);
  }

  /// Its order is planned already, and will ask the CA.
  @Test
  void aCaWithAnOrderUnderWayIsNotRemoved() throws Exception {
    accepted("/v1/certificates", certificate("www.example.org"));
    accepted("/v1/cas", ca(unique + "-next", DIRECTORY));
    put(200, "/v1/policies/" + unique, policy(unique, unique + "-next"));

    var answer = alice.delete("/v1/cas/" + unique);

    assertThat(answer.statusCode()).isEqualTo(409);
    assertThat(answer.body()).contains("is used by 1 orders that are under way");
  }

  @Test
  void aCaIsChangedAndRemovedWhenNothingUsesIt() throws Exception {
    var changed =
        new AddCertificateAuthority(unique, DIRECTORY, List.of(), List.of(), List.of(pem()), true);

    assertThat(put(200, "/v1/cas/" + unique, changed).get("contacts")).isEmpty();
    assertThat(alice.delete("/v1/policies/" + unique).statusCode()).isEqualTo(204);
    assertThat(alice.delete("/v1/cas/" + unique).statusCode()).isEqualTo(204);
    assertThat(alice.get("/v1/cas/" + unique).statusCode()).isEqualTo(404);
    accepted("/v1/cas", ca(unique, "https://127.0.0.1:2/dir"));
  }

  /// Two officers look at one policy; each changes a part of it.
  @Test
  void aChangeSaysWhatItChangesSoThatNoneUndoesAnothers() throws Exception {
    for (var path : List.of("/v1/policies/" + unique, "/v1/cas/" + unique)) {
      var seen = tagOf(path);
      Object first = path.contains("cas") ? ca(unique, DIRECTORY) : policy(unique, unique);
      Object second =
          path.contains("cas")
              ? new AddCertificateAuthority(
                  unique, DIRECTORY, List.of(), List.of(), List.of(pem()), true)
              : with(policy(unique, unique), "ec-p384", "P30D", 0.5, "P3D");

      assertThat(putIf(path, seen, second).statusCode()).isEqualTo(200);
      var late = putIf(path, seen, first);
      assertThat(late.statusCode()).as(late.body()).isEqualTo(412);
      assertThat(late.body()).contains("precondition-failed", "changed meanwhile");
      var careless = putIf(path, null, first);
      assertThat(careless.statusCode()).isEqualTo(428);
      assertThat(careless.body()).contains("precondition-required");
    }
  }

  @Test
  void whatIsTheSameAgainHasTheSameTag() throws Exception {
    var path = "/v1/policies/" + unique;
    var before = tagOf(path);
    var changed = with(policy(unique, unique), "ec-p384", "P30D", 0.5, "P3D");

    var between = putIf(path, before, changed).headers().firstValue("ETag").orElseThrow();

    assertThat(between).isEqualTo(tagOf(path)).isNotEqualTo(before);
    assertThat(putIf(path, between, policy(unique, unique)).headers().firstValue("ETag"))
        .contains(before);
  }

  /// Two officers, at one moment: one begins to use what the other removes.
  @Nested
  class WhatIsRemovedAtThatMoment {

    @Test
    void isNotUsedByAPolicy() throws Exception {
      assertThat(alice.delete("/v1/policies/" + unique).statusCode()).isEqualTo(204);
      var body = json.writeValueAsString(policy(unique, unique));

      var answer =
          meanwhile.asked(
              () -> now(() -> authorities.remove(name())), () -> alice.post("/v1/policies", body));

      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(422);
      assertThat(answer.body()).contains("reference-unknown", "issuers[0].ca");
    }

    @Test
    void isNotRemovedIfAPolicyUsesIt() throws Exception {
      var policy = policies.named(name()).orElseThrow();
      assertThat(alice.delete("/v1/policies/" + unique).statusCode()).isEqualTo(204);

      var answer =
          meanwhile.asked(
              () -> now(() -> policyDesk.add(policy)), () -> alice.delete("/v1/cas/" + unique));

      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(409);
      assertThat(answer.body()).contains("is used by the policies " + unique);
    }

    @Test
    void isNotUsedByACertificate() throws Exception {
      var body = json.writeValueAsString(certificate("www.example.org"));

      var answer =
          meanwhile.asked(
              () -> now(() -> policies.remove(name())), () -> alice.post("/v1/certificates", body));

      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(422);
      assertThat(answer.body()).contains("reference-unknown");
    }

    @Test
    void isNotRemovedIfACertificateUsesIt() throws Exception {
      var names = new TreeSet<>(List.of(Identifier.of("www.example.org")));

      var answer =
          meanwhile.asked(
              () -> now(() -> certificateDesk.add(name(), names, name())),
              () -> alice.delete("/v1/policies/" + unique));

      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(409);
      assertThat(answer.body()).contains("is used by the certificates " + unique);
    }

    private DisplayName name() {
      return new DisplayName(unique);
    }

    /// Not with the commit.
    private void now(Runnable change) {
      change.run();
      database.flush();
    }
  }

  private HttpResponse<String> putIf(String path, @Nullable String tag, Object request)
      throws IOException {
    var change = alice.request(path, "Content-Type", "application/json");
    if (tag != null) {
      change.header("If-Match", tag);
    }
    return alice.send(
        change.PUT(HttpRequest.BodyPublishers.ofString(json.writeValueAsString(request))));
  }

  @Test
  void limitsOfACaAreKeptUntilOthersAreNamed() {
    var limits = new LimitsView(List.of(new LimitView("new-orders", 300, "PT3H")), true);

    var changed = put(200, "/v1/cas/" + unique, limited(limits));

    assertThat(changed.at("/limits/each/0/per").asText()).isEqualTo("PT3H");
    assertThat(changed.at("/limits/exemptsRenewals").asBoolean()).isTrue();
    assertThat(changed.at("/circuit/state").asText()).isEqualTo("closed");
    assertThat(put(200, "/v1/cas/" + unique, limited(null)).get("limits"))
        .isEqualTo(changed.get("limits"));
  }

  @Test
  void limitsThatNobodyKnowsAreRefused() {
    var unknown = new LimitsView(List.of(new LimitView("old-orders", 300, "PT3H")), false);
    var one = new LimitView("new-orders", 300, "PT3H");
    var twice = new LimitsView(List.of(one, one), false);

    assertThat(put(422, "/v1/cas/" + unique, limited(unknown)).get("field").asText())
        .isEqualTo("limits.each[0]");
    assertThat(put(422, "/v1/cas/" + unique, limited(twice)).get("field").asText())
        .isEqualTo("limits.each");
  }

  private AddCertificateAuthority limited(@Nullable LimitsView limits) {
    return new AddCertificateAuthority(
        unique, DIRECTORY, List.of(), List.of(), List.of(pem()), true, limits);
  }

  @Test
  void whatStaysOfACaAndOfANameStays() {
    assertThat(
            put(422, "/v1/cas/" + unique, ca(unique, "https://127.0.0.1:2/dir"))
                .get("field")
                .asText())
        .isEqualTo("directory");
    assertThat(put(422, "/v1/cas/" + unique, ca("another", DIRECTORY)).get("field").asText())
        .isEqualTo("name");
    assertThat(put(422, "/v1/policies/" + unique, policy("another", unique)).get("field").asText())
        .isEqualTo("name");
  }

  @Test
  void aWildcardKeepsItsPolicyAtDns01() {
    var dns = shown(policy(unique + "-dns", unique), "dns-01", null, "sealed");
    accepted("/v1/policies", dns);
    accepted("/v1/certificates", new AddCertificate(unique, List.of("*.example.org"), dns.name()));

    var refused = put(409, "/v1/policies/" + dns.name(), policy(dns.name(), unique));

    assertThat(refused.get("detail").asText())
        .contains("needs dns-01", "wildcard certificates " + unique);
  }

  @Test
  void anAddressKeepsItsPolicyOutOfTheDns() {
    accepted("/v1/certificates", certificate("192.0.2.1", "www.example.org"));

    var refused =
        put(409, "/v1/policies/" + unique, shown(policy(unique, unique), "dns-01", null, "sealed"));

    assertThat(refused.get("detail").asText())
        .contains("needs http-01 or tls-alpn-01", "certificates with IP addresses " + unique);
  }

  /// Of what is there, whatever it is.
  private String tagOf(String path) throws IOException {
    return alice.get(path).headers().firstValue("ETag").orElse("*");
  }

  private JsonNode put(int status, String path, Object request) {
    try {
      var body = HttpRequest.BodyPublishers.ofString(json.writeValueAsString(request));
      var answer =
          alice.send(
              alice
                  .request(path, "Content-Type", "application/json", "If-Match", tagOf(path))
                  .PUT(body));
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
      return json.readTree(answer.body());
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private String fieldOf(
      List<String> contacts, List<String> anchors, List<String> issuers, boolean agreed) {
    var request =
        new AddCertificateAuthority(unique + "-bad", DIRECTORY, contacts, anchors, issuers, agreed);
    return refused(422, "/v1/cas", request).get("field").asText();
  }

  private AddCertificate certificate(String... identifiers) {
    return new AddCertificate(unique, List.of(identifiers), unique);
  }

  private static PolicyView policy(String name, String... cas) {
    return new PolicyView(
        name,
        Stream.of(cas).map(each -> new IssuerView(each, null)).toList(),
        "ec-p256",
        new ValidityView(null, null, null, "refuse"),
        null,
        null,
        "http-01",
        null,
        List.of(),
        "sealed");
  }

  private static PolicyView named(PolicyView policy, String name) {
    return new PolicyView(
        name,
        policy.issuers(),
        policy.keyType(),
        policy.validity(),
        policy.renewAfter(),
        policy.outage(),
        policy.challenge(),
        policy.preferredChain(),
        policy.mustNot(),
        policy.custody());
  }

  private static PolicyView issuedBy(PolicyView policy, IssuerView... issuers) {
    return new PolicyView(
        policy.name(),
        List.of(issuers),
        policy.keyType(),
        policy.validity(),
        policy.renewAfter(),
        policy.outage(),
        policy.challenge(),
        policy.preferredChain(),
        policy.mustNot(),
        policy.custody());
  }

  private static PolicyView lived(
      PolicyView policy, @Nullable String shortest, @Nullable String longest, String otherwise) {
    return new PolicyView(
        policy.name(),
        policy.issuers(),
        policy.keyType(),
        new ValidityView(shortest, longest, null, otherwise),
        policy.renewAfter(),
        policy.outage(),
        policy.challenge(),
        policy.preferredChain(),
        policy.mustNot(),
        policy.custody());
  }

  private static PolicyView with(
      PolicyView policy,
      String keyType,
      String longest,
      @Nullable Double renewAfter,
      @Nullable String outage) {
    return new PolicyView(
        policy.name(),
        policy.issuers(),
        keyType,
        new ValidityView(null, longest, null, "refuse"),
        renewAfter,
        outage,
        policy.challenge(),
        policy.preferredChain(),
        policy.mustNot(),
        policy.custody());
  }

  private static PolicyView shown(
      PolicyView policy, String challenge, @Nullable String preferredChain, String custody) {
    return new PolicyView(
        policy.name(),
        policy.issuers(),
        policy.keyType(),
        policy.validity(),
        policy.renewAfter(),
        policy.outage(),
        challenge,
        preferredChain,
        policy.mustNot(),
        custody);
  }

  private static PolicyView without(PolicyView policy, String... traits) {
    return new PolicyView(
        policy.name(),
        policy.issuers(),
        policy.keyType(),
        policy.validity(),
        policy.renewAfter(),
        policy.outage(),
        policy.challenge(),
        policy.preferredChain(),
        List.of(traits),
        policy.custody());
  }

  private static AddCertificateAuthority ca(String name, String directory) {
    return new AddCertificateAuthority(
        name, directory, List.of("mailto:pki@example.org"), List.of(pem()), List.of(pem()), true);
  }

  private static String pem() {
    var ca = FixtureCa.at(Instant.parse("2026-11-25T12:00:00Z"));
    var chain = ca.issue(FixtureCa.keyPair(KeyType.EC_P256).getPublic(), "example.org");
    return new CertificateChain(List.of(chain.leaf())).toPem();
  }

  private static Arguments spoiled(String field, UnaryOperator<PolicyView> spoil, String sentence) {
    return Arguments.of(field, spoil, sentence);
  }

  private JsonNode accepted(String path, Object request) {
    return answer(201, path, request);
  }

  private JsonNode refused(int status, String path, Object request) {
    return answer(status, path, request);
  }

  private JsonNode answer(int status, String path, Object request) {
    try {
      var answer = alice.post(path, json.writeValueAsString(request));
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
      return json.readTree(answer.body());
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
