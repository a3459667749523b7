package org.keyferry.officer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.keyferry.protocol.bundle.KeyTransport;
import org.keyferry.protocol.bundle.SealedKey;
import org.keyferry.protocol.bundle.SealedKeyOpener;
import org.keyferry.protocol.pki.Bytes;
import org.keyferry.protocol.pki.CertificateChain;
import org.keyferry.protocol.pki.KeyType;
import org.keyferry.protocol.pki.SerialNumber;
import org.keyferry.protocol.pki.Thumbprint;
import org.keyferry.testkit.FixtureCa;

/// An officer brings what exists.
class ImportCommandsTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Instant AT_WORK = Instant.parse("2026-11-25T12:00:00Z");
  private static final KeyPair TRANSPORT_KEY = FixtureCa.keyPair(KeyType.RSA_3072);

  private final FixtureCa ca = FixtureCa.at(InstantSource.system().instant());
  private final FixtureCa sites = FixtureCa.at(AT_WORK);
  private final KeyPair key = FixtureCa.keyPair(KeyType.EC_P256);
  private final CertificateChain chain = sites.issue(key.getPublic(), "www.example.test");

  @TempDir private Path home;
  @TempDir private Path folder;

  @SuppressWarnings("NullAway.Init") // set before each test
  private ScriptedRepository repository;

  @SuppressWarnings("NullAway.Init") // set before each test
  private OfficerAtWork officer;

  @BeforeEach
  void anOfficerComes() throws Exception {
    repository = ScriptedRepository.start(ca);
    officer = new OfficerAtWork(home);
    officer.hasAnIdentityOf(ca, repository.address());
    repository.answers("GET /v1/certificates?limit=200", 200, "{\"items\":[],\"next\":null}");
    repository.answers(
        "GET /v1/transport-key",
        200,
        "{\"label\":\"keyferry-transport-1\",\"publicKey\":\""
            + Bytes.of(TRANSPORT_KEY.getPublic().getEncoded()).toBase64Url()
            + "\",\"transport\":\"RSA-OAEP\"}");
  }

  @AfterEach
  void theyGo() {
    repository.close();
  }

  @Test
  void theTableComesFirstAndChangesNothing() throws Exception {
    lies("www", key, chain);
    Files.writeString(folder.resolve("lonely.key"), pemOf(FixtureCa.keyPair(KeyType.EC_P256)));

    assertThat(officer.runs("import", "scan", folder.toString())).isEqualTo(4);

    assertThat(officer.sees())
        .anyMatch(line -> line.matches("NAME +NAMES +KEY +EXPIRES +SOURCE +WHAT HAPPENS"))
        .anyMatch(line ->
            line.matches("www +www.example.test +ec-p256 +\\S+ +files +added as a new certificate"))
        .anyMatch(
            line -> line.contains("lonely.key cannot be imported: no certificate for this key"));
    assertThat(repository.heard()).containsExactly("GET /v1/certificates?limit=200");
  }

  @Test
  void theKeyTravelsSealedAndOpensInTheHsmAlone() throws Exception {
    lies("www", key, chain);
    repository.answers("POST /v1/certificates/www/imports", 201, imported("www"));

    assertThat(officer.runs("import", folder.toString(), "--policy", "web", "--yes")).isZero();

    var sent = sentTo("/v1/certificates/www/imports");
    assertThat(sent.get("policy").asText()).isEqualTo("web");
    assertThat(CertificateChain.ofPem(sent.get("chain").asText())).isEqualTo(chain);
    assertThat(sent.toString()).doesNotContain(secretOf(key));
    try (var opened =
        new SealedKeyOpener(TRANSPORT_KEY.getPrivate())
            .open(sealedKeyIn(sent), chain.leaf().getPublicKey())) {
      assertThat(opened.length()).isPositive();
    }
    assertThat(officer.sees())
        .anyMatch(line -> line.contains("www: imported as version 1.1"))
        .anyMatch(line -> line.equals("! 1 found, 1 imported, 0 there before, 0 not imported."));
  }

  @Test
  void whatWasImportedStaysWhenAnotherIsRefused() throws Exception {
    var other = FixtureCa.keyPair(KeyType.EC_P256);
    lies("a", other, sites.issue(other.getPublic(), "a.example.test"));
    lies("www", key, chain);
    repository.answers(
        "POST /v1/certificates/a/imports",
        422,
        "{\"type\":\"/problems/value-rejected\",\"title\":\"-\",\"status\":422,\"detail\":\"it has"
            + " expired\",\"field\":\"chain\"}");
    repository.answers("POST /v1/certificates/www/imports", 201, imported("www"));

    assertThat(officer.runs("import", folder.toString(), "--policy", "web", "--yes")).isEqualTo(4);

    assertThat(officer.sees())
        .anyMatch(line -> line.contains("not imported: it has expired"))
        .anyMatch(line -> line.contains("imported as version 1.1"))
        .anyMatch(line -> line.equals("! 2 found, 1 imported, 0 there before, 1 not imported."));
  }

  @Test
  void whatIsThereIsNoFailure() throws Exception {
    lies("www", key, chain);
    repository.answers(
        "POST /v1/certificates/www/imports",
        409,
        "{\"type\":\"/problems/key-known\",\"title\":\"-\",\"status\":409,\"detail\":\"it is there"
            + "\",\"field\":null}");

    assertThat(officer.runs("import", folder.toString(), "--policy", "web", "--yes")).isZero();

    assertThat(officer.sees())
        .anyMatch(line -> line.equals("! 1 found, 0 imported, 1 there before, 0 not imported."));
  }

  @Test
  void aCertificateThatIsAVersionAlreadyIsSeenBeforeAnythingIsSent() throws Exception {
    lies("www", key, chain);
    var existing = "{\"items\":[" + certificate("www") + "],\"next\":null}";
    try (var knowing = ScriptedRepository.start(ca)) {
      knowing.answers("GET /v1/certificates?limit=200", 200, existing);
      knowing.answers(
          "GET /v1/certificates/www/versions?limit=200",
          200,
          "{\"items\":[" + version() + "],\"next\":null}");
      var another = new OfficerAtWork(Files.createDirectory(home.resolve("another")));
      another.hasAnIdentityOf(ca, knowing.address());

      assertThat(another.runs("import", folder.toString())).isZero();

      assertThat(another.sees()).anyMatch(line -> line.contains("nothing: it is version 1.1"));
    }
  }

  @Test
  void nothingIsSealedToAnotherKeyThanTheOneThatIsNamed() throws Exception {
    lies("www", key, chain);
    var other = Thumbprint.of(key.getPublic().getEncoded()).value();

    var code =
        officer.runs(
            "import", folder.toString(), "--policy", "web", "--yes", "--transport-key", other);

    assertThat(code).isEqualTo(76);
    assertThat(repository.heard()).noneMatch(heard -> heard.startsWith("POST"));
  }

  @Test
  void withoutAPolicyOrAnAnswerNothingIsSent() throws Exception {
    lies("www", key, chain);

    assertThat(officer.runs("import", folder.toString(), "--yes")).isEqualTo(2);
    assertThat(officer.runs("import", folder.toString(), "--policy", "web")).isEqualTo(2);
    assertThat(officer.runs("import", "--policy", "web")).isEqualTo(2);
    assertThat(officer.runs("import", folder.toString(), "--only", "nobody")).isEqualTo(2);
    officer.sitsAtATerminal();
    officer.willType("no");
    assertThat(officer.runs("import", folder.toString(), "--policy", "web")).isEqualTo(2);

    assertThat(repository.heard()).noneMatch(heard -> heard.startsWith("POST"));
  }

  @Test
  void oneIsChosenAndRenamed() throws Exception {
    var other = FixtureCa.keyPair(KeyType.EC_P256);
    lies("a", other, sites.issue(other.getPublic(), "a.example.test"));
    lies("www", key, chain);
    repository.answers("POST /v1/certificates/site/imports", 201, imported("site"));

    var code =
        officer.runs(
            "import",
            folder.toString(),
            "--policy",
            "web",
            "--yes",
            "--only",
            "www",
            "--as",
            "site");

    assertThat(code).isZero();
    assertThat(repository.heard()).filteredOn(heard -> heard.startsWith("POST")).hasSize(1);
  }

  private void lies(String file, KeyPair pair, CertificateChain issued) throws Exception {
    Files.writeString(folder.resolve(file + ".key"), pemOf(pair));
    Files.writeString(folder.resolve(file + ".crt"), issued.toPem());
  }

  private JsonNode sentTo(String path) throws Exception {
    var request = "POST " + path + " ";
    return JSON.readTree(
        repository.heard().stream()
            .filter(heard -> heard.startsWith(request))
            .findFirst()
            .orElseThrow()
            .substring(request.length()));
  }

  private static SealedKey sealedKeyIn(JsonNode sent) {
    var sealed = sent.get("key");
    return new SealedKey(
        KeyTransport.ofJoseName(sealed.get("transport").asText()),
        Bytes.ofBase64Url(sealed.get("encryptedKey").asText()),
        Bytes.ofBase64Url(sealed.get("ciphertext").asText()));
  }

  private static String secretOf(KeyPair pair) {
    return Base64.getEncoder().encodeToString(pair.getPrivate().getEncoded()).substring(40, 60);
  }

  private static String pemOf(KeyPair pair) {
    return "-----BEGIN PRIVATE KEY-----\n"
        + Base64.getMimeEncoder().encodeToString(pair.getPrivate().getEncoded())
        + "\n-----END PRIVATE KEY-----\n";
  }

  private String imported(String name) {
    return "{\"certificate\":\"" + name + "\",\"version\":" + version() + ",\"remarks\":[]}";
  }

  private String version() {
    return "{\"version\":\"1.1\",\"serial\":\""
        + SerialNumber.of(chain.leaf())
        + "\",\"issuer\":\"CN=any\",\"notBefore\":\"2026-11-25T11:00:00Z\",\"notAfter\":"
        + "\"2027-02-23T11:00:00Z\",\"keyType\":\"ec-p256\",\"chain\":\"any\",\"publishedAt\":"
        + "\"2026-11-25T12:00:02Z\",\"importedBy\":\"officer:alice\",\"importedAt\":"
        + "\"2026-11-25T12:00:02Z\"}";
  }

  private static String certificate(String name) {
    return "{\"id\":\"019ac0de-0000-7000-8000-000000000002\",\"name\":\""
        + name
        + "\",\"identifiers\":[\"www.example.test\"],\"policy\":\"web\",\"version\":\"1.1\","
        + "\"notAfter\":null,\"renewAt\":null,\"order\":null}";
  }
}
