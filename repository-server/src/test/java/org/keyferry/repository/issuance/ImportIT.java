package org.keyferry.repository.issuance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.agroal.api.AgroalDataSource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpResponse;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.bouncycastle.asn1.x509.Extension;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.keyferry.protocol.bundle.KeySealer;
import org.keyferry.protocol.bundle.KeyTransport;
import org.keyferry.protocol.bundle.SealedKeyOpener;
import org.keyferry.protocol.bundle.SecretBytes;
import org.keyferry.protocol.officer.SealedKeyView;
import org.keyferry.protocol.pki.Bytes;
import org.keyferry.protocol.pki.CertificateChain;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.protocol.pki.KeyType;
import org.keyferry.protocol.pki.SerialNumber;
import org.keyferry.repository.app.FoundedRepository;
import org.keyferry.repository.app.HttpsCaller;
import org.keyferry.repository.app.RunningRepository;
import org.keyferry.repository.audit.Audit;
import org.keyferry.repository.audit.AuditEntries;
import org.keyferry.repository.certificate.CertificateVersions;
import org.keyferry.repository.certificate.Certificates;
import org.keyferry.repository.custody.KeyDesk;
import org.keyferry.testkit.FixtureCa;

/// Certificates that exist already come in with their keys, or not at all.
@QuarkusTest
@QuarkusTestResource(RunningRepository.class)
@QuarkusTestResource(ChallengeNetwork.class)
class ImportIT {

  private static final KeyPair AGENT = FixtureCa.keyPair(KeyType.RSA_3072);
  private static int serial;

  private final FixtureCa ca = FixtureCa.at(InstantSource.system().instant());

  @SuppressWarnings("NullAway.Init") // Quarkus sets it
  @TestHTTPResource(value = "/", tls = true)
  private URI base;

  @Inject private FoundedRepository repository;
  @Inject private ObjectMapper json;
  @Inject private Certificates certificates;
  @Inject private CertificateVersions versions;
  @Inject private KeyDesk keys;
  @Inject private Audit audit;
  @Inject private AuditEntries entries;
  @Inject private AgroalDataSource database;

  private HttpsCaller alice;
  private String unique;

  @BeforeEach
  void anOfficerComes() throws Exception {
    alice = HttpsCaller.of(base, repository.root(), Optional.of(repository.alice()));
    unique = "import" + ++serial;
    introduce(unique, List.of(new CertificateChain(List.of(ca.root())).toPem()));
  }

  @AfterEach
  void sheGoes() {
    alice.close();
  }

  @ParameterizedTest
  @EnumSource
  void aKeyOfEachTypeComesInAndGoesOutSealed(KeyType type) throws Exception {
    var key = FixtureCa.keyPair(type);
    var chain = chainFor(key.getPublic());
    var before = audit.checkpoint();

    var taken = accepted(take(unique, unique, chain, key));

    assertThat(taken.get("remarks")).isEmpty();
    var version = taken.get("version");
    assertThat(version.get("version").asText()).isEqualTo("1.1");
    assertThat(version.get("keyType").asText()).isEqualTo(type.toString());
    assertThat(version.get("importedBy").asText()).isEqualTo("officer:alice");
    assertThat(Instant.parse(version.get("importedAt").asText()))
        .isAfter(InstantSource.system().instant().minusSeconds(60));
    assertThat(sealedToAnAgent()).isPositive();
    assertThat(entries.after(before.size(), 100))
        .filteredOn(each -> each.event().kind().equals("certificate.imported"))
        .singleElement()
        .satisfies(each -> {
          assertThat(each.event().actor().value()).isEqualTo("officer:alice");
          assertThat(each.event().fact("serial")).contains(SerialNumber.of(chain.leaf()).value());
        });
  }

  @Test
  void addressesInTheLeafComeUnderManagementToo() throws Exception {
    var key = FixtureCa.keyPair(KeyType.EC_P256);
    var chain = ca.issue(key.getPublic(), "www.example.org", "192.0.2.1", "2001:db8::1");

    accepted(take(unique, unique, chain, key));

    var certificate = json.readTree(alice.get("/v1/certificates/" + unique).body());
    assertThat(certificate.get("identifiers"))
        .extracting(JsonNode::asText)
        .containsExactly("www.example.org", "192.0.2.1", "2001:db8::1");
  }

  @Test
  void itIsRenewedByTheRulesOfItsPolicyAndNothingIsOrderedYet() throws Exception {
    var key = FixtureCa.keyPair(KeyType.EC_P256);
    var chain = chainFor(key.getPublic());

    accepted(take(unique, unique, chain, key));

    var certificate = json.readTree(alice.get("/v1/certificates/" + unique).body());
    assertThat(certificate.get("order").isNull()).isTrue();
    assertThat(certificate.get("version").asText()).isEqualTo("1.1");
    var leaf = chain.leaf();
    var life = Duration.between(leaf.getNotBefore().toInstant(), leaf.getNotAfter().toInstant());
    assertThat(Instant.parse(certificate.get("renewAt").asText()))
        .isBetween(
            leaf.getNotBefore().toInstant().plus(life.dividedBy(2)),
            leaf.getNotAfter().toInstant());
  }

  @Test
  void theSameKeyOrCertificateIsNotTakenTwice() throws Exception {
    var key = FixtureCa.keyPair(KeyType.EC_P256);
    var chain = chainFor(key.getPublic());
    accepted(take(unique, unique, chain, key));

    var again = refused(409, take(unique, null, chain, key));
    var elsewhere = refused(409, take(unique + "-b", unique, chainFor(key.getPublic()), key));

    assertThat(again.get("type").asText()).isEqualTo("/problems/key-known");
    assertThat(again.get("detail").asText()).contains("version 1.1 of certificate " + unique);
    assertThat(elsewhere.get("type").asText()).isEqualTo("/problems/key-known");
    assertThat(certificates.named(new DisplayName(unique + "-b"))).isEmpty();
  }

  @Test
  void aKeyThatTheRepositoryMadeIsNotTakenBack() throws Exception {
    var key = FixtureCa.keyPair(KeyType.EC_P256);
    accepted(take(unique, unique, chainFor(key.getPublic()), key));
    try (var connection = database.getConnection();
        var statement = connection.createStatement()) {
      statement.execute(
          "update key_record set imported_by = null, imported_at = null where certificate ="
              + " (select id from certificate where name = '"
              + unique
              + "')");
    }

    refused(409, take(unique + "-b", unique, chainFor(key.getPublic()), key));
  }

  @Test
  void ofEightImportsOfOneKeyAtOnceOneIsTaken() throws Exception {
    var key = FixtureCa.keyPair(KeyType.EC_P256);
    Callable<Integer> attempt =
        () -> take(unique, unique, chainFor(key.getPublic()), key).statusCode();

    try (var threads = Executors.newFixedThreadPool(8)) {
      var answers = threads.invokeAll(Collections.nCopies(8, attempt));

      assertThat(answers.stream().map(each -> each.resultNow()).filter(each -> each == 201))
          .hasSize(1);
      assertThat(answers.stream().map(each -> each.resultNow()).filter(each -> each == 409))
          .hasSize(7);
    }
  }

  @Test
  void aKeyOfAnotherCertificateLeavesNothingBehind() throws Exception {
    var key = FixtureCa.keyPair(KeyType.EC_P256);
    var other = FixtureCa.keyPair(KeyType.EC_P256);

    var problem = refused(422, take(unique, unique, chainFor(other.getPublic()), key));

    assertThat(problem.get("field").asText()).isEqualTo("key");
    assertThat(problem.get("detail").asText()).contains("not the private key of the certificate");
    assertThat(certificates.named(new DisplayName(unique))).isEmpty();
    assertThat(keys.ofPublicKey(Bytes.of(other.getPublic().getEncoded()))).isEmpty();
  }

  @Test
  void whatIsNotSealedToTheTransportKeyIsRefused() throws Exception {
    var key = FixtureCa.keyPair(KeyType.EC_P256);
    var sealed = sealedTo((RSAPublicKey) AGENT.getPublic(), KeyTransport.RSA_OAEP, key);

    var problem = refused(422, send(unique, unique, chainFor(key.getPublic()), sealed));

    assertThat(problem.get("field").asText()).isEqualTo("key");
    assertThat(problem.get("detail").asText()).contains("not sealed to the transport key");
  }

  @Test
  void aBadCertificateIsRefusedAsOneFromACaIs() throws Exception {
    var key = FixtureCa.keyPair(KeyType.EC_P256);
    var expired = ca.issue(key.getPublic(), Duration.ofDays(-1), "www.example.org");
    var chain = chainFor(key.getPublic());
    var reversed = new CertificateChain(chain.certificates().reversed());

    assertThat(refused(422, take(unique, unique, expired, key)).get("detail").asText())
        .contains("it has expired");
    assertThat(refused(422, take(unique, unique, reversed, key)).get("field").asText())
        .isEqualTo("chain");
    assertThat(certificates.named(new DisplayName(unique))).isEmpty();
  }

  /// Whoever renders it into a TLS server here would have clients refuse it.
  @Test
  void whatNothingHereCouldStapleOrReadIsRefusedToo() throws Exception {
    var key = FixtureCa.keyPair(KeyType.EC_P256);
    var stapled = draftFor(key).mustBeStapled().sign();
    var unreadable = draftFor(key).noNames().raw(Extension.subjectAlternativeName, "3004a2020500");

    var staple = refused(422, take(unique, unique, new CertificateChain(List.of(stapled)), key));
    var names =
        refused(422, take(unique, unique, new CertificateChain(List.of(unreadable.sign())), key));

    assertThat(staple.get("field").asText()).isEqualTo("chain");
    assertThat(staple.get("detail").asText()).contains("without a stapled OCSP response");
    assertThat(names.get("field").asText()).isEqualTo("chain");
    assertThat(certificates.named(new DisplayName(unique))).isEmpty();
  }

  private static CertificateDraft draftFor(KeyPair key) {
    var issuer = FixtureCa.keyPair(KeyType.EC_P256);
    return CertificateDraft.leaf(
        "CN=Elsewhere",
        key.getPublic(),
        issuer,
        InstantSource.system().instant(),
        "www.example.org");
  }

  @Test
  void aCertificateOfAnotherCaIsTakenAndFlagged() throws Exception {
    introduce(unique + "-b", List.of()); // by the roots of the JDK
    var key = FixtureCa.keyPair(KeyType.EC_P256);

    var taken = accepted(take(unique, unique + "-b", chainFor(key.getPublic()), key));

    assertThat(taken.get("remarks").get(0).asText())
        .contains("No CA of policy " + unique + "-b issued it");
  }

  @Test
  void aCertificateInTheMiddleOfItsLifeIsTaken() throws Exception {
    var key = FixtureCa.keyPair(KeyType.EC_P256);
    var old = FixtureCa.at(InstantSource.system().instant().minus(Duration.ofDays(80)));
    introduce(unique + "-old", List.of(new CertificateChain(List.of(old.root())).toPem()));

    var taken =
        accepted(take(unique, unique + "-old", old.issue(key.getPublic(), "www.example.org"), key));

    assertThat(taken.get("remarks")).isEmpty();
    var certificate = json.readTree(alice.get("/v1/certificates/" + unique).body());
    assertThat(certificate.get("order").isNull() && certificate.get("renewAt").isNull())
        .isFalse(); // it is due
  }

  @Test
  void itIsTheNextVersionOfACertificateThatExistsAndNeverAnOlderOne() throws Exception {
    var first = FixtureCa.keyPair(KeyType.EC_P256);
    var second = FixtureCa.keyPair(KeyType.EC_P256);
    var third = FixtureCa.keyPair(KeyType.EC_P256);
    var older = FixtureCa.at(InstantSource.system().instant().minus(Duration.ofDays(1)));
    accepted(take(unique, unique, chainFor(first.getPublic()), first));

    var next = accepted(take(unique, null, chainFor(second.getPublic()), second));
    var names =
        refused(422, take(unique, null, ca.issue(third.getPublic(), "other.example.org"), third));
    var before =
        refused(422, take(unique, null, older.issue(third.getPublic(), "www.example.org"), third));

    assertThat(next.get("version").get("version").asText()).isEqualTo("1.2");
    assertThat(names.get("detail").asText()).contains("a name of the order is not in it");
    assertThat(before.get("field").asText()).isEqualTo("chain");
  }

  @Test
  void aPolicyIsNeededForANewOneAndStaysThatOfOneThatExists() throws Exception {
    var key = FixtureCa.keyPair(KeyType.EC_P256);
    var other = FixtureCa.keyPair(KeyType.EC_P256);
    var chain = chainFor(key.getPublic());

    var missing = refused(422, take(unique, null, chain, key));
    var unknown = refused(422, take(unique, "nothing", chain, key));
    accepted(take(unique, unique, chain, key));
    introduce(unique + "-b", List.of(new CertificateChain(List.of(ca.root())).toPem()));
    var changed = refused(422, take(unique, unique + "-b", chainFor(other.getPublic()), other));

    assertThat(missing.get("field").asText()).isEqualTo("policy");
    assertThat(unknown.get("type").asText()).isEqualTo("/problems/reference-unknown");
    assertThat(changed.get("detail").asText()).contains("leave the policy out");
  }

  @Test
  void whatIsOnOrderIsNotImported() throws Exception {
    assertThat(
            alice
                .post(
                    "/v1/certificates",
                    json.writeValueAsString(
                        Map.of(
                            "name", unique,
                            "identifiers", List.of("www.example.org"),
                            "policy", unique)))
                .statusCode())
        .isEqualTo(201);
    var key = FixtureCa.keyPair(KeyType.EC_P256);

    var problem = refused(409, take(unique, null, chainFor(key.getPublic()), key));

    assertThat(problem.get("type").asText()).isEqualTo("/problems/state-conflict");
    assertThat(problem.get("detail").asText()).contains("is under way");
  }

  @Test
  void aStrangerBringsNothingAndLearnsNothing() throws Exception {
    try (var stranger = HttpsCaller.of(base, repository.root(), Optional.empty())) {
      assertThat(stranger.get("/v1/transport-key").statusCode()).isEqualTo(401);
      assertThat(stranger.post("/v1/certificates/x/imports", "{}").statusCode()).isEqualTo(401);
    }
  }

  private int sealedToAnAgent() throws Exception {
    var certificate = certificates.named(new DisplayName(unique)).orElseThrow();
    var version = versions.newest(certificate.id()).orElseThrow();
    var sealed =
        keys.seal(
            version.key(),
            version.chain().subjectPublicKey(),
            List.of((RSAPublicKey) AGENT.getPublic()));
    try (var opened =
        new SealedKeyOpener(AGENT.getPrivate())
            .open(sealed.getFirst(), version.chain().leaf().getPublicKey())) {
      return opened.length();
    }
  }

  private CertificateChain chainFor(PublicKey key) {
    return ca.issue(key, "www.example.org");
  }

  private HttpResponse<String> take(
      String name, @Nullable String policy, CertificateChain chain, KeyPair key) throws Exception {
    var view = json.readTree(alice.get("/v1/transport-key").body());
    var recipient =
        KeyFactory.getInstance("RSA")
            .generatePublic(
                new X509EncodedKeySpec(
                    Bytes.ofBase64Url(view.get("publicKey").asText()).toArray()));
    var transport = KeyTransport.ofJoseName(view.get("transport").asText());
    return send(name, policy, chain, sealedTo((RSAPublicKey) recipient, transport, key));
  }

  private static SealedKeyView sealedTo(
      RSAPublicKey recipient, KeyTransport transport, KeyPair key) {
    try (var pkcs8 = SecretBytes.takeOver(key.getPrivate().getEncoded())) {
      return SealedKeyView.of(new KeySealer(transport, new SecureRandom()).seal(pkcs8, recipient));
    }
  }

  private HttpResponse<String> send(
      String name, @Nullable String policy, CertificateChain chain, SealedKeyView key)
      throws Exception {
    var body = new HashMap<String, Object>(Map.of("chain", chain.toPem(), "key", key));
    if (policy != null) {
      body.put("policy", policy);
    }
    return alice.post("/v1/certificates/" + name + "/imports", json.writeValueAsString(body));
  }

  private void introduce(String name, List<String> issuers) throws Exception {
    accepted(
        alice.post(
            "/v1/cas",
            json.writeValueAsString(
                Map.of(
                    "name",
                    name,
                    "directory",
                    "https://127.0.0.1:1/dir",
                    "contacts",
                    List.of(),
                    "trustAnchors",
                    List.of(),
                    "issuers",
                    issuers,
                    "termsOfServiceAgreed",
                    true))));
    accepted(
        alice.post(
            "/v1/policies",
            json.writeValueAsString(
                Map.of(
                    "name", name,
                    "issuers", List.of(Map.of("ca", name)),
                    "keyType", "ec-p256",
                    "challenge", "http-01",
                    "custody", "sealed"))));
  }

  private JsonNode accepted(HttpResponse<String> answer) throws Exception {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    return json.readTree(answer.body());
  }

  private JsonNode refused(int status, HttpResponse<String> answer) throws Exception {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    return json.readTree(answer.body());
  }
}
