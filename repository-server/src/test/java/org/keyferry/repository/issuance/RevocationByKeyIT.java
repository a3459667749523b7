package org.keyferry.repository.issuance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.agroal.api.AgroalDataSource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.keyferry.protocol.bundle.KeySealer;
import org.keyferry.protocol.bundle.KeyTransport;
import org.keyferry.protocol.bundle.SecretBytes;
import org.keyferry.protocol.officer.RevocationView;
import org.keyferry.protocol.officer.RevokeVersion;
import org.keyferry.protocol.officer.SealedKeyView;
import org.keyferry.protocol.pki.Bytes;
import org.keyferry.protocol.pki.CertificateChain;
import org.keyferry.protocol.pki.KeyType;
import org.keyferry.protocol.pki.SerialNumber;
import org.keyferry.repository.app.FoundedRepository;
import org.keyferry.repository.app.HttpsCaller;
import org.keyferry.repository.app.RunningRepository;
import org.keyferry.testkit.ChallengeDns;
import org.keyferry.testkit.FreePort;
import org.keyferry.testkit.Pebble;

/// RFC 8555 §7.6: "Revocation requests [...] can be signed with either an account key pair or the
/// key pair in the certificate." The second is for when the first is of no use; the key stays in
/// the HSM. With the real Pebble.
@QuarkusTest
@QuarkusTestResource(RunningRepository.class)
@QuarkusTestResource(ChallengeNetwork.class)
class RevocationByKeyIT {

  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static int serial;

  @SuppressWarnings("NullAway.Init") // Quarkus sets it
  @TestHTTPResource(value = "/", tls = true)
  private URI base;

  @ConfigProperty(name = "keyferry.http01.port")
  private int http01;

  @Inject private FoundedRepository repository;
  @Inject private ObjectMapper json;
  @Inject private AgroalDataSource database;

  private HttpsCaller caller;
  private OfficerOfCas alice;
  private String name;

  @BeforeEach
  void anOfficerComes() {
    caller = HttpsCaller.of(base, repository.root(), Optional.of(repository.alice()));
    name = "by-key-" + ++serial;
    alice = new OfficerOfCas(caller, json, name);
  }

  @AfterEach
  void sheGoes() {
    caller.close();
  }

  @ParameterizedTest
  @EnumSource
  void theKeyOfACertificateSaysItAndNoAccountIsAsked(KeyType type) {
    try (var dns = ChallengeDns.start();
        var pebble = Pebble.settings(dns.address(), http01).badNonces(50).start()) {
      var issued = issuedBy(pebble, type);

      var done = revoked(request(issued, "certificate", null));

      assertThat(done.key()).isEqualTo("certificate");
      assertThat(done.attempts()).isZero();
      assertThat(pebble.statusOf(issued)).contains("Revoked");
      assertThat(alice.versions(name).getLast().revocationReason()).isEqualTo("keyCompromise");
      refusedAgain(issued);
    }
  }

  @Test
  void aKeyThatCannotSignEndsItAndSaysWhy() throws SQLException {
    try (var dns = ChallengeDns.start();
        var pebble = Pebble.settings(dns.address(), http01).start()) {
      var issued = issuedBy(pebble, KeyType.EC_P256);
      spoilTheKeyRecord();

      var requested = request(issued, "certificate", null);
      var ended =
          Eventually.becomes(
              PATIENCE, () -> found(requested.id()), seen -> !seen.state().equals("due"));

      assertThat(ended.state()).as(ended.toString()).isEqualTo("refused");
      assertThat(ended.lastError())
          .startsWith("the certificate's own key cannot sign: The key record of certificate");
    }
  }

  private void spoilTheKeyRecord() throws SQLException {
    try (var connection = database.getConnection();
        var change =
            connection.prepareStatement(
                "update key_record set counter = counter + 1 where certificate ="
                    + " (select id from certificate where name = ?)")) {
      change.setString(1, name);
      assertThat(change.executeUpdate()).isEqualTo(1);
    }
  }

  @Test
  void whereTheAccountIsGoneTheKeySaysItByItself() {
    try (var dns = ChallengeDns.start();
        var pebble = Pebble.settings(dns.address(), http01).start()) {
      var issued = issuedBy(pebble, KeyType.EC_P256);
      assertThat(alice.delete("/v1/cas/" + name + "/account").statusCode()).isEqualTo(204);

      var done = revoked(request(issued, null, null));

      assertThat(done.key()).isEqualTo("certificate");
      assertThat(pebble.statusOf(issued)).contains("Revoked");
    }
  }

  @Test
  void anAccountThatDidNotOrderItIsRefusedAndTheKeyIsNext() {
    try (var dns = ChallengeDns.start();
        var pebble = Pebble.settings(dns.address(), http01).start()) {
      var issued = issuedBy(pebble, KeyType.EC_P256);
      assertThat(alice.delete("/v1/cas/" + name + "/account").statusCode()).isEqualTo(204);
      var order = alice.addCertificate(name + "-next", name + "-next.example.test");
      Eventually.becomes(PATIENCE, () -> alice.order(order), seen -> seen.state().equals("valid"));

      var requested = request(issued, "account", null);
      var done = revoked(requested);

      assertThat(requested.key()).isEqualTo("account");
      assertThat(done.key()).isEqualTo("certificate");
      assertThat(pebble.statusOf(issued)).contains("Revoked");
    }
  }

  @Test
  void whatWasIssuedElsewhereIsRevokedAtTheCaThatTheOfficerNames(@TempDir Path elsewhere)
      throws Exception {
    try (var dns = ChallengeDns.start();
        var pebble = Pebble.settings(dns.address(), FreePort.tcp()).credulous().start()) {
      alice.addAuthority(pebble.directory(), pebble.httpsRoot(), pebble.issuingRoot());
      alice.addPolicy(null, null);
      var issued = imported(pebble, elsewhere);

      var unnamed = alice.post(revocations(), body(issued, null, null));
      var unknown = alice.post(revocations(), body(issued, null, "nobody"));
      var done = revoked(request(issued, null, name));

      assertThat(unnamed.statusCode()).isEqualTo(409);
      assertThat(unnamed.body()).contains("name the CA that issued it");
      assertThat(unknown.statusCode()).isEqualTo(422);
      assertThat(done.key()).isEqualTo("certificate");
      assertThat(pebble.statusOf(issued)).contains("Revoked");
    }
  }

  /// @return serial number of the only version
  private String issuedBy(Pebble pebble, KeyType type) {
    alice.addAuthority(pebble.directory(), pebble.httpsRoot(), pebble.issuingRoot());
    alice.addPolicy(type);
    var order = alice.addCertificate(name, name + ".example.test");
    var settled =
        Eventually.becomes(
            PATIENCE,
            () -> alice.order(order),
            seen -> List.of("valid", "invalid").contains(seen.state()));
    assertThat(settled.state()).as(settled.toString()).isEqualTo("valid");
    return alice.versions(name).getLast().serial();
  }

  private RevocationView request(String issued, @Nullable String key, @Nullable String ca) {
    var answer = alice.post(revocations(), body(issued, key, ca));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    return read(answer.body());
  }

  private static RevokeVersion body(String issued, @Nullable String key, @Nullable String ca) {
    return new RevokeVersion(issued, "keyCompromise", false, null, key, ca);
  }

  private String revocations() {
    return "/v1/certificates/" + name + "/revocations";
  }

  private RevocationView revoked(RevocationView requested) {
    var done =
        Eventually.becomes(
            PATIENCE,
            () -> found(requested.id()),
            seen -> List.of("revoked", "refused").contains(seen.state()));
    assertThat(done.state()).as(done.toString()).isEqualTo("revoked");
    return done;
  }

  private void refusedAgain(String issued) {
    assertThat(alice.post(revocations(), body(issued, "certificate", null)).statusCode())
        .isEqualTo(409);
  }

  private RevocationView found(String id) {
    try {
      return read(caller.get("/v1/revocations/" + id).body());
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private RevocationView read(String body) {
    try {
      return json.readValue(body, RevocationView.class);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /// Of another client with an account of its own, and a key that was made outside.
  ///
  /// @return serial number
  private String imported(Pebble pebble, Path elsewhere) throws Exception {
    var domain = name + ".example.test";
    var root = elsewhere.resolve("pebble.pem");
    Files.writeString(root, new CertificateChain(List.of(pebble.httpsRoot())).toPem());
    var command = new ArrayList<>(List.of("lego", "--server", pebble.directory().toString()));
    command.addAll(List.of("--email", "lego@example.test", "--accept-tos", "--domains", domain));
    command.addAll(List.of("--http", "--http.port", "127.0.0.1:" + FreePort.tcp()));
    command.addAll(List.of("--path", elsewhere.toString(), "run"));
    var lego = new ProcessBuilder(command).redirectErrorStream(true);
    lego.environment().put("LEGO_CA_CERTIFICATES", root.toString());
    lego.environment().put("LEGO_DISABLE_CNAME_SUPPORT", "true");
    var process = lego.start();
    var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    var chain =
        CertificateChain.ofPem(
            Files.readString(elsewhere.resolve("certificates/" + domain + ".crt")));
    var key = privateKeyIn(elsewhere.resolve("certificates/" + domain + ".key"));
    var taken =
        alice.post(
            "/v1/certificates/" + name + "/imports",
            Map.of("chain", chain.toPem(), "key", sealed(key), "policy", name));
    assertThat(taken.statusCode()).as(taken.body()).isEqualTo(201);
    return SerialNumber.of(chain.leaf()).value();
  }

  private SealedKeyView sealed(PrivateKey key) throws Exception {
    JsonNode view = json.readTree(caller.get("/v1/transport-key").body());
    var recipient =
        KeyFactory.getInstance("RSA")
            .generatePublic(
                new X509EncodedKeySpec(
                    Bytes.ofBase64Url(view.get("publicKey").asText()).toArray()));
    var transport = KeyTransport.ofJoseName(view.get("transport").asText());
    try (var pkcs8 = SecretBytes.takeOver(key.getEncoded())) {
      return SealedKeyView.of(
          new KeySealer(transport, new SecureRandom()).seal(pkcs8, (RSAPublicKey) recipient));
    }
  }

  private static PrivateKey privateKeyIn(Path file) throws IOException {
    try (var reader = Files.newBufferedReader(file);
        var parser = new PEMParser(reader)) {
      return new JcaPEMKeyConverter().getKeyPair((PEMKeyPair) parser.readObject()).getPrivate();
    }
  }
}
