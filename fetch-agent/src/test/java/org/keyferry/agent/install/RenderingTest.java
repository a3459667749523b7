package org.keyferry.agent.install;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.keyferry.agent.disk.Ownership;
import org.keyferry.agent.disk.PathGuard;
import org.keyferry.agent.install.Rendering.Content;
import org.keyferry.agent.install.Rendering.KeyStoreType;
import org.keyferry.protocol.bundle.SecretBytes;
import org.keyferry.protocol.bundle.Version;
import org.keyferry.protocol.pki.CertificateChain;
import org.keyferry.protocol.pki.KeyType;
import org.keyferry.testkit.FixtureCa;

/// What is written in another form is the same key and chain when somebody reads it back.
class RenderingTest {

  private static final Version FIRST = new Version(1, 1);
  private static final String PASSWORD = "grüße & <secrets>";
  private static final FixtureCa CA = FixtureCa.at(Instant.parse("2026-11-25T12:00:00Z"));

  @TempDir private Path directory;

  private final KeyPair key = FixtureCa.keyPair(KeyType.EC_P256);
  private final CertificateChain chain = CA.issue(key.getPublic(), "www.example.test");
  private Path passwordFile;

  @SuppressWarnings("NullAway.Init") // set before each test
  RenderingTest() {}

  @BeforeEach
  void choosePassword() throws IOException {
    passwordFile = writePassword(PASSWORD + "\n");
  }

  @Test
  void derHoldsOneObject() throws Exception {
    var installation =
        installed(
            new Rendering.Der(name("www.{version}.key.der"), Content.KEY, Ownership.PRIVATE),
            new Rendering.Der(name("www.{version}.der"), Content.CERTIFICATE, Ownership.PUBLIC));

    var pkcs8 = new PKCS8EncodedKeySpec(bytes("www.1.1.key.der"));
    assertThat(KeyFactory.getInstance("EC").generatePrivate(pkcs8)).isEqualTo(key.getPrivate());
    assertThat(certificateIn(bytes("www.1.1.der"))).isEqualTo(chain.leaf());
    assertThat(permissionsOf("www.1.1.key.der")).isEqualTo("rw-------");
    assertThat(permissionsOf("www.1.1.der")).isEqualTo("rw-r--r--");
    assertThat(installation.isInForce(FIRST)).isTrue();
  }

  @ParameterizedTest
  @EnumSource(Content.class)
  void pemHoldsWhatIsAskedForInThatOrder(Content content) throws Exception {
    var _ = installed(new Rendering.Pem(name("x.pem"), content, Ownership.PRIVATE));

    var keyPem =
        "-----BEGIN PRIVATE KEY-----\n"
            + Base64.getMimeEncoder(64, new byte[] {'\n'})
                .encodeToString(key.getPrivate().getEncoded())
            + "\n-----END PRIVATE KEY-----\n";
    var leafPem = new CertificateChain(List.of(chain.leaf())).toPem();
    var expected =
        switch (content) {
          case KEY -> keyPem;
          case CERTIFICATE -> leafPem;
          case CHAIN -> chain.toPem().substring(leafPem.length());
          case FULLCHAIN -> chain.toPem();
          case PAIR -> keyPem + chain.toPem();
        };
    assertThat(new String(bytes("x.pem"), StandardCharsets.US_ASCII)).isEqualTo(expected);
  }

  @ParameterizedTest
  @EnumSource(KeyStoreType.class)
  void aKeyStoreOpensWithThePassword(KeyStoreType type) throws Exception {
    var store = store(type);
    var installation = installed(new SwitchForm.Copy(store), store);

    var read = read(type, directory.resolve("site/www"), PASSWORD);
    assertThat(read.getKey("www", PASSWORD.toCharArray())).isEqualTo(key.getPrivate());
    assertThat(read.getCertificateChain("www"))
        .containsExactly(chain.certificates().toArray(X509Certificate[]::new));
    assertThat(read.size()).isOne();
    assertThat(permissionsOf("keystore")).isEqualTo("rw-------");
    assertThat(installation.isInForce(FIRST)).isTrue();
    assertThat(installation.requirePair(FIRST)).isEqualTo(chain.leaf());
  }

  @Test
  void aKeyStoreThatIsGoodIsNotWrittenAgain() throws Exception {
    var store = store(KeyStoreType.PKCS12);
    var installation = installed(new SwitchForm.Copy(store), store);
    var before = bytes("keystore");

    stage(installation);

    assertThat(bytes("keystore")).isEqualTo(before);
  }

  @Test
  void aKeyStoreWithAnotherPasswordIsFoundAndWrittenAgain() throws Exception {
    var store = store(KeyStoreType.PKCS12);
    var installation = installed(new SwitchForm.Copy(store), store);
    writePassword("another\n");

    assertThatThrownBy(() -> installation.requirePair(FIRST))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("cannot be opened with the password in " + passwordFile);

    stage(installation);
    installation.switchTo(FIRST);
    assertThat(read(KeyStoreType.PKCS12, directory.resolve("site/www"), "another").size()).isOne();
    assertThat(installation.requirePair(FIRST)).isEqualTo(chain.leaf());
  }

  @Test
  void aDamagedKeyStoreIsFoundAndWrittenAgain() throws Exception {
    var store = store(KeyStoreType.JKS);
    var installation = installed(new SwitchForm.Copy(store), store);
    Files.write(directory.resolve("www/1.1/keystore"), new byte[] {1, 2, 3});

    assertThatThrownBy(() -> installation.requirePair(FIRST)).isInstanceOf(IOException.class);

    stage(installation);
    assertThat(installation.requirePair(FIRST)).isEqualTo(chain.leaf());
  }

  @Test
  void withoutItsPasswordNothingIsStaged() throws Exception {
    var store = store(KeyStoreType.PKCS12);
    Files.delete(passwordFile);
    var installation = prepare(new SwitchForm.Copy(store), List.of(store));

    assertThatThrownBy(() -> stage(installation))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("keystore.password")
        .hasMessageContaining("is missing");
    assertThat(installation.versions()).isEmpty();
  }

  @Test
  void aPasswordThatEverybodyMayReadIsRefused() throws Exception {
    Files.setPosixFilePermissions(passwordFile, PosixFilePermissions.fromString("rw-r--r--"));
    var store = store(KeyStoreType.PKCS12);
    var installation = prepare(new SwitchForm.Copy(store), List.of(store));

    assertThatThrownBy(() -> stage(installation))
        .hasMessageContaining("may be read by everybody")
        .hasMessageContaining("chmod o=")
        .hasMessageNotContaining(PASSWORD);
  }

  @Test
  void severalFormsLieSideBySide() throws Exception {
    var pkcs12 = store(KeyStoreType.PKCS12);
    var installation =
        installed(
            pkcs12,
            new Rendering.KeyStoreFile(
                name("www.jks"), KeyStoreType.JKS, "tls", passwordFile, Ownership.PRIVATE),
            new Rendering.Der(name("key.der"), Content.KEY, Ownership.PRIVATE));

    assertThat(directory.resolve("www/1.1"))
        .isDirectoryContaining(
            "glob:**/{key.pem,chain.pem,fullchain.pem,keystore,www.jks,key.der}");
    assertThat(
            Collections.list(
                read(KeyStoreType.JKS, directory.resolve("www/1.1/www.jks"), PASSWORD).aliases()))
        .containsExactly("tls");
    assertThat(installation.requirePair(FIRST)).isEqualTo(chain.leaf());
  }

  private Rendering.KeyStoreFile store(KeyStoreType type) {
    return new Rendering.KeyStoreFile(
        name("keystore"), type, "www", passwordFile, Ownership.PRIVATE);
  }

  private Installation installed(Rendering... renderings) throws IOException {
    return installed(SwitchForm.POINTER, renderings);
  }

  private Installation installed(SwitchForm form, Rendering... renderings) throws IOException {
    var installation = prepare(form, List.of(renderings));
    stage(installation);
    installation.switchTo(FIRST);
    installation.settle();
    return installation;
  }

  private Installation prepare(SwitchForm form, List<Rendering> renderings) throws IOException {
    return Installation.prepare(
        new Placement(
            directory.resolve("www"),
            directory.resolve("site/www"),
            form,
            Ownership.PRIVATE,
            renderings),
        PathGuard.ofThisProcess());
  }

  private void stage(Installation installation) throws IOException {
    PrivateKey secret = key.getPrivate();
    try (var pkcs8 = SecretBytes.takeOver(secret.getEncoded())) {
      installation.stage(FIRST, pkcs8, chain);
    }
  }

  private byte[] bytes(String name) throws IOException {
    return Files.readAllBytes(directory.resolve("www/1.1").resolve(name));
  }

  private String permissionsOf(String name) throws IOException {
    return PosixFilePermissions.toString(
        Files.getPosixFilePermissions(directory.resolve("www/1.1").resolve(name)));
  }

  private Path writePassword(String text) throws IOException {
    var file = Files.writeString(directory.resolve("keystore.password"), text);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }

  private static KeyStore read(KeyStoreType type, Path file, String password) throws Exception {
    var store = KeyStore.getInstance(type.name());
    try (var in = Files.newInputStream(file)) {
      store.load(in, password.toCharArray());
    }
    return store;
  }

  private static X509Certificate certificateIn(byte[] der) throws Exception {
    return (X509Certificate)
        CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
  }

  private static FileName name(String template) {
    return new FileName(template);
  }
}
