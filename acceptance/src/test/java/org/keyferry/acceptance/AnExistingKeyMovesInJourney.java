package org.keyferry.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.TestMethodOrder;
import org.keyferry.protocol.pki.CertificateChain;
import org.keyferry.protocol.pki.KeyType;
import org.keyferry.protocol.pki.SerialNumber;
import org.keyferry.testkit.FixtureCa;
import org.keyferry.testkit.installation.AgentHost;
import org.keyferry.testkit.installation.HttpsHost;
import org.keyferry.testkit.installation.Installation;

/// A site that lego took care of moves in: its certificate and key are imported, a host serves
/// them, and the next renewal brings a key that was never outside of the HSM.
@TestInstance(Lifecycle.PER_CLASS)
@TestMethodOrder(OrderAnnotation.class)
class AnExistingKeyMovesInJourney {

  private static final String NAME = "www.example.test";
  private static final int NOT_ALL = 4; // by the officer's exit codes
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private final FixtureCa formerCa = FixtureCa.at(InstantSource.system().instant());
  private final KeyPair formerKey = FixtureCa.keyPair(KeyType.RSA_2048);
  private final CertificateChain former = formerCa.issue(formerKey.getPublic(), NAME);
  private final Installation installation = Installation.bare(UnaryOperator.identity());
  private final Officer alice = new Officer(installation.directory().resolve("officer"));
  private final AgentHost host = installation.host("web1");
  private final HttpsHost nginx =
      HttpsHost.serving(NAME, installation.directory().resolve("nginx"), formerCa);

  @BeforeAll
  void theRepositoryIsFounded() throws Exception {
    var server = installation.server();
    server.configure(Map.of());
    server.ceremony("alice", alice.requestsAnIdentity("alice"));
    alice.runs(
        "identity",
        "install",
        "--certificate",
        server.directory().resolve("officer-alice.pem").toString(),
        "--root",
        server.directory().resolve("root.pem").toString(),
        "--server",
        server.uri().toString());
    server.start();
    var ca = installation.ca();
    alice.runs(
        "cas",
        "add",
        "pebble",
        "--directory",
        ca.directory().toString(),
        "--trust-anchor",
        write("https-root.pem", pem(ca.httpsRoot())).toString(),
        "--issuer",
        write("issuing-root.pem", pem(ca.issuingRoot())).toString(),
        "--agree-to-terms");
    alice.runs("policies", "add", "web", "--ca", "pebble");
  }

  @AfterAll
  void everythingEnds() {
    nginx.close();
    installation.close();
  }

  @Test
  @Order(1)
  void theTableSaysWhatWillHappenAndWhatCannot() throws Exception {
    write(".lego/certificates/www.key", keyPem(formerKey));
    write(".lego/certificates/www.crt", former.toPem());
    write(".lego/certificates/www.json", "{}");
    write(".lego/certificates/lost.key", keyPem(FixtureCa.keyPair(KeyType.EC_P256)));

    var scan = alice.tries("import", "scan", lego().toString());

    assertThat(scan.exitCode()).isEqualTo(NOT_ALL);
    assertThat(scan.output())
        .containsPattern("www +www.example.test +rsa-2048 +\\S+ +lego +added as a new certificate")
        .contains("lost.key cannot be imported: no certificate for this key lies beside it");
  }

  @Test
  @Order(2)
  void theCertificateIsImportedAndMarked() {
    var imported =
        alice.runs("import", lego().toString(), "--policy", "web", "--only", "www", "--yes");

    assertThat(imported.output()).contains("imported as version 1.1");
    var version = alice.asks("certificates", "versions", "www").get(0);
    assertThat(version.get("serial").asText()).isEqualTo(serialOf(former.leaf()));
    assertThat(version.get("importedBy").asText()).isEqualTo("officer:alice");
    assertThat(alice.asks("certificates", "show", "www").get("renewAt").isNull()).isFalse();
  }

  @Test
  @Order(3)
  void importedAgainItStaysWhatItIs() {
    var again =
        alice.runs("import", lego().toString(), "--policy", "web", "--only", "www", "--yes");

    assertThat(again.output()).contains("nothing: it is version 1.1");
    assertThat(alice.asks("certificates", "versions", "www")).hasSize(1);
  }

  @Test
  @Order(4)
  void aHostServesItWithTheKeyThatItHad() throws Exception {
    host.configure(nginx.target("www", host.directory().resolve("www")));
    host.enroll(alice.runs("tokens", "create", "web1").output().strip());
    host.start();
    alice.runs("grants", "add", "web1", "www");

    alice.runs("certificates", "wait", "www", "--served", "--timeout", "90s");

    assertThat(nginx.servedTo(formerCa.root())).isEqualTo(former.leaf());
  }

  @Test
  @Order(5)
  void theNextVersionHasAKeyThatWasNeverOutside() {
    alice.runs("certificates", "renew", "www", "--wait");

    Awaitility.await("the renewed certificate is served")
        .atMost(PATIENCE)
        .ignoreExceptions()
        .untilAsserted(() -> {
          var served = nginx.servedTo(installation.ca().issuingRoot());
          assertThat(served.getPublicKey()).isNotEqualTo(formerKey.getPublic());
          assertThat(serialOf(served))
              .isEqualTo(
                  alice.asks("certificates", "versions", "www").get(0).get("serial").asText());
        });
    var versions = alice.asks("certificates", "versions", "www");
    assertThat(versions.get(0).get("importedBy").isNull()).isTrue();
    assertThat(versions.get(1).get("importedBy").asText()).isEqualTo("officer:alice");
  }

  private Path lego() {
    return installation.directory().resolve(".lego");
  }

  private Path write(String name, String content) throws Exception {
    var file = installation.directory().resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, content);
  }

  private static String pem(X509Certificate certificate) {
    return new CertificateChain(List.of(certificate)).toPem();
  }

  private static String keyPem(KeyPair pair) {
    return "-----BEGIN PRIVATE KEY-----\n"
        + Base64.getMimeEncoder().encodeToString(pair.getPrivate().getEncoded())
        + "\n-----END PRIVATE KEY-----\n";
  }

  private static String serialOf(X509Certificate certificate) {
    return SerialNumber.of(certificate).value();
  }
}
