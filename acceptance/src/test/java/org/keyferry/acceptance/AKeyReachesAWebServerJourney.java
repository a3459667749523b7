package org.keyferry.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
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
import org.keyferry.protocol.pki.SerialNumber;
import org.keyferry.testkit.FixtureCa;
import org.keyferry.testkit.installation.AgentHost;
import org.keyferry.testkit.installation.HttpsHost;
import org.keyferry.testkit.installation.Installation;

/// From the key ceremony to a page that is served, and to its renewal, with nothing but the
/// programs: what the README promises in five minutes.
@TestInstance(Lifecycle.PER_CLASS)
@TestMethodOrder(OrderAnnotation.class)
class AKeyReachesAWebServerJourney {

  private static final String NAME = "www.example.test";
  private static final String HASTY_NAME = "api.example.test";
  private static final String ADDRESS = "127.0.0.1";
  private static final int REFUSED = 77; // by the agent's exit codes
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final Duration VALIDITY = Duration.ofMinutes(10);

  private final Installation installation =
      Installation.bare(settings -> settings.validity(VALIDITY));
  private final Officer alice = new Officer(installation.directory().resolve("officer"));
  private final AgentHost host = installation.host("web1");
  private final HttpsHost nginx = webServer("nginx", NAME);
  private final HttpsHost hastyNginx = webServer("hasty-nginx", HASTY_NAME);
  private final HttpsHost namelessNginx = webServer("nameless-nginx", ADDRESS);

  @BeforeAll
  void theRepositoryIsFounded() {
    var server = installation.server();
    server.configure(Map.of("keyferry.renewal.tick", "1s"));
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
  }

  @AfterAll
  void everythingEnds() {
    nginx.close();
    hastyNginx.close();
    namelessNginx.close();
    installation.close();
  }

  @Test
  @Order(1)
  void theRepositoryKnowsItsFirstOfficer() {
    assertThat(alice.asks("repository").get("officer").asText()).isEqualTo("alice");
  }

  @Test
  @Order(2)
  void aCertificateIsIssuedByTheCa() throws Exception {
    var ca = installation.ca();
    var trust = write("https-root.pem", ca.httpsRoot());
    var issuer = write("issuing-root.pem", ca.issuingRoot());
    alice.runs(
        "cas",
        "add",
        "pebble",
        "--directory",
        ca.directory().toString(),
        "--trust-anchor",
        trust.toString(),
        "--issuer",
        issuer.toString(),
        "--agree-to-terms");
    alice.runs("policies", "add", "web", "--ca", "pebble", "--renew-after", "0.95");

    var issued = alice.asks("certificates", "add", "www", "--policy", "web", "-i", NAME, "--wait");

    assertThat(issued.get("version").asText()).isEqualTo("1.1");
    assertThat(issued.get("order").isNull()).isTrue();
  }

  @Test
  @Order(3)
  void anEnrolledHostServesItAsSoonAsItIsGranted() throws Exception {
    host.configure(
        nginx.target("www", host.directory().resolve("www"))
            + hastyNginx.target("api", host.directory().resolve("api"))
            + namelessNginx.target("box", host.directory().resolve("box")));
    host.enroll(alice.runs("tokens", "create", "web1").output().strip());
    host.start();
    alice.runs("grants", "add", "web1", "www");

    alice.runs("certificates", "wait", "www", "--served", "--timeout", "90s");

    assertThat(serialOf(served())).isEqualTo(newestSerial());
    assertThat(served().getSubjectAlternativeNames()).containsExactly(List.of(2, NAME));
  }

  @Test
  @Order(4)
  void theKeyOnTheHostIsForItsOwnerAlone() throws Exception {
    try (var files = Files.walk(host.directory().resolve("www"))) {
      var keys = files.filter(file -> file.getFileName().toString().contains("key")).toList();
      assertThat(keys).isNotEmpty();
      for (var key : keys) {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
            .isEqualTo("rw-------");
      }
    }
  }

  @Test
  @Order(5)
  void anOfficerRenewsAtOnceWithANewKey() throws Exception {
    var before = served();

    alice.runs("certificates", "renew", "www", "--wait");
    Awaitility.await("the renewed certificate is served")
        .atMost(PATIENCE)
        .ignoreExceptions()
        .until(() -> serialOf(served()).equals(newestSerial()));

    assertThat(served().getPublicKey()).isNotEqualTo(before.getPublicKey());
    assertThat(alice.asks("certificates", "show", "www").get("version").asText()).isEqualTo("1.2");
    assertWhatIsSaidToBeServedIsInstalled();
  }

  /// The first report after the renewal says what the installation itself saw. While nginx
  /// exchanges its workers, another look might have met one of the old.
  private void assertWhatIsSaidToBeServedIsInstalled() {
    Awaitility.await("the host reports the renewed certificate")
        .atMost(PATIENCE)
        .until(() -> servedLine().get("installed").asText().equals("1.2"));

    var line = servedLine();
    assertThat(line.get("state").asText()).isEqualTo("served");
    assertThat(line.get("installedSerial").asText()).isEqualTo(newestSerial());
    assertThat(line.get("servedSerial").asText()).isEqualTo(newestSerial());
  }

  private JsonNode servedLine() {
    return alice.asks("served", "--certificate", "www").get(0);
  }

  @Test
  @Order(6)
  void whatIsDueIsRenewedByItselfWithANewKey() throws Exception {
    alice.runs("policies", "add", "hasty", "--ca", "pebble", "--renew-after", "0.1");
    alice.runs("certificates", "add", "api", "--policy", "hasty", "-i", HASTY_NAME, "--wait");
    alice.runs("grants", "add", "web1", "api");
    alice.runs("certificates", "wait", "api", "--served", "--timeout", "90s");
    var first = hastyServed();

    Awaitility.await("a certificate that nobody asked for is served")
        .atMost(PATIENCE)
        .until(() -> !serialOf(hastyServed()).equals(serialOf(first)));

    assertThat(hastyServed().getPublicKey()).isNotEqualTo(first.getPublicKey());
  }

  /// RFC 8738. A client that checks the address it came to is content.
  @Test
  @Order(7)
  void anAddressIsServedToo() throws Exception {
    alice.runs("certificates", "add", "box", "--policy", "web", "-i", ADDRESS, "--wait");
    alice.runs("grants", "add", "web1", "box");
    alice.runs("certificates", "wait", "box", "--served", "--timeout", "90s");

    assertThat(namelessNginx.servedTo(installation.ca().issuingRoot()).getSubjectAlternativeNames())
        .containsExactly(List.of(7, ADDRESS));
  }

  @Test
  @Order(8)
  void aRevokedHostGetsNothingMore() throws Exception {
    host.close();
    alice.runs("agents", "revoke", "web1", "--yes");

    assertThat(host.once().exitCode()).isEqualTo(REFUSED);
    assertThat(alice.asks("agents", "list").get(0).get("state").asText()).isEqualTo("revoked");
    assertThat(serialOf(served())).isEqualTo(newestSerial()); // what it has, it keeps
  }

  private X509Certificate served() throws Exception {
    return nginx.servedTo(installation.ca().issuingRoot());
  }

  private X509Certificate hastyServed() throws Exception {
    return hastyNginx.servedTo(installation.ca().issuingRoot());
  }

  private HttpsHost webServer(String folder, String name) {
    return HttpsHost.serving(
        name,
        installation.directory().resolve(folder),
        FixtureCa.at(InstantSource.system().instant()));
  }

  private String newestSerial() {
    return alice.asks("certificates", "versions", "www").get(0).get("serial").asText();
  }

  private static String serialOf(X509Certificate certificate) {
    return SerialNumber.of(certificate).value();
  }

  private Path write(String name, X509Certificate certificate) throws Exception {
    return Files.writeString(
        installation.directory().resolve(name), new CertificateChain(List.of(certificate)).toPem());
  }
}
