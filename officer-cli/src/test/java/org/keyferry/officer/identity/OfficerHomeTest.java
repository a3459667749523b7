package org.keyferry.officer.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequest;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.keyferry.protocol.pki.CertificateChain;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.protocol.pki.KeyType;
import org.keyferry.testkit.FixtureCa;

/// The officer's key is made here and stays here; what answers the request is checked before it is
/// in force.
class OfficerHomeTest {

  private static final DisplayName ALICE = new DisplayName("alice");
  private static final URI SERVER = URI.create("https://localhost:8443");

  private final Instant now = InstantSource.system().instant().truncatedTo(ChronoUnit.SECONDS);
  private final FixtureCa ca = FixtureCa.at(now);
  private @TempDir Path files;

  @Test
  void aRequestIsForTheNameAndSignedByItsKey() throws Exception {
    var request = requestIn(home().request(ALICE, new SecureRandom()));

    assertThat(request.getSubject()).hasToString("CN=alice");
    assertThat(
            request.isSignatureValid(
                new JcaContentVerifierProviderBuilder().build(request.getSubjectPublicKeyInfo())))
        .isTrue();
  }

  @Test
  void nobodyElseCanReadWhatIsInTheHome() throws Exception {
    install(ca.issue(requestedKey(), "alice"));

    try (var all = Files.walk(files.resolve("home"))) {
      for (var each : all.toList()) {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(each)))
            .as(each.toString())
            .isEqualTo(Files.isDirectory(each) ? "rwx------" : "rw-------");
      }
    }
  }

  @Test
  void theIdentityThatWasInstalledIsFoundAgain() throws Exception {
    var installed = install(ca.issue(requestedKey(), "alice"));

    var found = home().load(now);
    assertThat(found.officer()).isEqualTo(ALICE);
    assertThat(found.server()).isEqualTo(SERVER);
    assertThat(found.chain()).isEqualTo(installed.chain());
    assertThat(found.root()).isEqualTo(ca.root());
    assertThat(found.key()).isEqualTo(installed.key());
  }

  @Test
  void aNewIdentityTakesThePlaceOfTheOldOne() throws Exception {
    var old = install(ca.issue(requestedKey(), "alice"));
    var next = install(ca.issue(requestedKey(), "alice"));

    assertThat(home().load(now).chain()).isEqualTo(next.chain()).isNotEqualTo(old.chain());
    try (var left = Files.list(files.resolve("home"))) {
      assertThat(left).containsExactly(files.resolve("home/identity"));
    }
  }

  @Test
  void aRenewalPutsTheAnswerInForceWithANewKey() throws Exception {
    var old = install(ca.issue(requestedKey(), "alice"));

    var next = home().renew(old, new SecureRandom(), now, request -> answerTo(request, "alice"));

    assertThat(home().load(now).chain()).isEqualTo(next.chain()).isNotEqualTo(old.chain());
    assertThat(next.key()).isNotEqualTo(old.key());
    assertThat(next.server()).isEqualTo(old.server());
  }

  @Test
  void anAnswerForSomebodyElseChangesNothing() throws Exception {
    var old = install(ca.issue(requestedKey(), "alice"));

    assertThatExceptionOfType(IdentityRefused.class)
        .isThrownBy(() ->
            home().renew(old, new SecureRandom(), now, request -> answerTo(request, "mallory")))
        .withMessageContaining("nothing was changed");
    assertThatExceptionOfType(IdentityRefused.class)
        .isThrownBy(() -> home().renew(old, new SecureRandom(), now, _ -> old.chain().toPem()));
    assertThat(home().load(now).chain()).isEqualTo(old.chain());
  }

  private String answerTo(byte[] request, String name) {
    try {
      var key = new JcaPKCS10CertificationRequest(request).getPublicKey();
      return ca.issue(key, name).toPem();
    } catch (IOException | GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  @Test
  void theOldIdentityStaysInForceWhileTheNewOneIsAskedFor() throws Exception {
    var old = install(ca.issue(requestedKey(), "alice"));
    requestedKey();

    assertThat(home().load(now).chain()).isEqualTo(old.chain());
  }

  @Test
  void aRequestThatWaitsForItsAnswerIsNotOverwritten() {
    home().request(ALICE, new SecureRandom());

    assertRefused(() -> home().request(ALICE, new SecureRandom()), "waits for its certificate");
  }

  @Nested
  class AnAnswerIsRefused {

    @Test
    void toNoRequest() {
      var key = FixtureCa.keyPair(KeyType.EC_P256).getPublic();

      assertRefused(() -> install(ca.issue(key, "alice")), "No request waits");
    }

    @Test
    void forAnotherKey() throws Exception {
      requestedKey();
      KeyPair other = FixtureCa.keyPair(KeyType.EC_P256);

      assertRefused(() -> install(ca.issue(other.getPublic(), "alice")), "for another key");
      assertThat(files.resolve("home/identity")).doesNotExist();
    }

    @Test
    void thatHasExpired() throws Exception {
      var key = requestedKey();

      assertRefused(
          () -> install(ca.issue(key, Duration.ofSeconds(-1), "alice")),
          "of officer alice expired");
    }

    @Test
    void whoseRootIsNoRoot() throws Exception {
      var chain = ca.issue(requestedKey(), "alice");
      var leaf = write("leaf.pem", new CertificateChain(List.of(chain.leaf())).toPem());

      assertRefused(
          () -> home().install(write("alice.pem", chain.toPem()), leaf, SERVER, now),
          "is not one CA certificate");
    }

    @Test
    void thatIsNotThere() throws Exception {
      requestedKey();

      assertRefused(
          () -> home().install(files.resolve("none.pem"), root(), SERVER, now), "is not there");
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "http://localhost:8443",
          "https://localhost:8443/keyferry",
          "https://alice@localhost",
          "https://localhost?a=b",
          "https:///",
          "localhost"
        })
    void forAnAddressThatIsNotOfARepository(String server) throws Exception {
      var chain = write("alice.pem", ca.issue(requestedKey(), "alice").toPem());

      assertRefused(
          () -> home().install(chain, root(), URI.create(server), now),
          "is not of the form https://HOST:PORT");
    }
  }

  private OfficerHome home() {
    return new OfficerHome(files.resolve("home"));
  }

  private OfficerIdentity install(CertificateChain chain) throws IOException {
    return home().install(write("alice.pem", chain.toPem()), root(), SERVER, now);
  }

  private Path root() throws IOException {
    return write("root.pem", new CertificateChain(List.of(ca.root())).toPem());
  }

  private Path write(String name, String content) throws IOException {
    return Files.writeString(files.resolve(name), content);
  }

  private PublicKey requestedKey() throws Exception {
    var request = requestIn(home().request(ALICE, new SecureRandom()));
    return new JcaPKCS10CertificationRequest(request).getPublicKey();
  }

  private static PKCS10CertificationRequest requestIn(Path file) throws IOException {
    try (var pem = new PEMParser(Files.newBufferedReader(file))) {
      return (PKCS10CertificationRequest) pem.readObject();
    }
  }

  private static void assertRefused(
      org.assertj.core.api.ThrowableAssert.ThrowingCallable what, String because) {
    assertThatExceptionOfType(IdentityRefused.class)
        .isThrownBy(what)
        .withMessageContaining(because);
  }
}
