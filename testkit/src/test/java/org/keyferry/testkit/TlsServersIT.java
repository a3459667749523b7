package org.keyferry.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.keyferry.protocol.pki.CertificateChain;
import org.keyferry.protocol.pki.KeyType;

/// The servers of the test kit do what the interface says, each with the real program.
class TlsServersIT {

  private static final String PASSWORD = "changeit";

  private final FixtureCa ca = FixtureCa.at(Instant.now());

  @TempDir private Path directory;

  /// A server, and how a person would write its switch file.
  record Kind(String name, Function<Path, TlsServer> server, Writing writing) {
    @Override
    public String toString() {
      return name;
    }
  }

  interface Writing {
    void write(Path file, Path pem, KeyPair key, CertificateChain chain) throws Exception;
  }

  static Stream<Kind> kinds() {
    return Stream.of(
            new Kind(
                "nginx", Nginx::including, text("ssl_certificate %s;\nssl_certificate_key %s;\n")),
            new Kind(
                "apache",
                Apache::including,
                text("SSLCertificateFile %s\nSSLCertificateKeyFile %s\n")),
            new Kind("haproxy", HaProxy::reading, TlsServersIT::copy),
            new Kind("caddy", Caddy::importing, text("tls %s %s\n")),
            new Kind("postfix", Postfix::reading, TlsServersIT::copy),
            new Kind("dovecot", Dovecot::including, text("ssl_cert = <%s\nssl_key = <%s\n")),
            new Kind("tomcat", file -> Tomcat.reading(file, "JKS", PASSWORD), TlsServersIT::jks))
        .filter(each -> Root.isThisUser() || !each.name().equals("postfix"));
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void aServerStartsReloadsAndStops(Kind kind) throws Exception {
    var file = directory.resolve("switch");
    try (var server = kind.server().apply(file)) {
      assertThat(server.kind()).isEqualTo(kind.name());
      assertThat(server.pids()).isEmpty();
      assertThat(server.reload()).isFalse();

      var first = write(kind, file, "first");
      assertThat(server.isValid()).isTrue();
      server.start();
      assertThat(server.pids()).isNotEmpty();
      assertThat(server.served()).isEqualTo(first);

      var second = write(kind, file, "second");
      assertThat(server.reload()).isTrue();
      server.awaitServed(second);

      var pids = server.pids();
      server.stop();
      assertThat(server.pids()).isEmpty();
      assertThat(pids)
          .noneMatch(pid -> ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent());
      assertThatThrownBy(server::served).hasMessageContaining("refused");
      assertThat(server.reload()).isFalse();
    }
  }

  /// But for Tomcat, which checks nothing before it starts.
  @ParameterizedTest
  @MethodSource("kinds")
  void aMistakeIsFoundByItsOwnCheck(Kind kind) throws Exception {
    var file = directory.resolve("switch");
    try (var server = kind.server().apply(file)) {
      write(kind, file, "first");
      assertThat(server.isValid()).isTrue();

      server.write(server.mistake());
      assertThat(server.isValid()).isEqualTo(kind.name().equals("tomcat"));

      server.write("");
      assertThat(server.isValid()).isTrue();
    }
  }

  /// But for Dovecot, which has one certificate for an address.
  @ParameterizedTest
  @MethodSource("kinds")
  void aSecondListenerPresentsAnotherCertificate(Kind kind) throws Exception {
    var file = directory.resolve("switch");
    try (var server = kind.server().apply(file)) {
      if (kind.name().equals("dovecot")) {
        assertThatThrownBy(() -> server.presentsElsewhere(1, file))
            .hasMessageContaining("at every port");
        return;
      }
      var other = write(kind, file, "other");
      var pem = directory.resolve("other.pem");
      var served = write(kind, file, "served");
      var port = FreePort.tcp();
      server.presentsElsewhere(port, pem);

      server.start();

      server.awaitServed(served);
      assertThat(server.served(port)).isEqualTo(other);
    }
  }

  private X509Certificate write(Kind kind, Path file, String name) throws Exception {
    var key = FixtureCa.keyPair(KeyType.EC_P256);
    var chain = ca.issue(key.getPublic(), "www.example.test");
    var pem = directory.resolve(name + ".pem");
    Files.writeString(
        pem,
        "-----BEGIN PRIVATE KEY-----\n"
            + Base64.getMimeEncoder(64, new byte[] {'\n'})
                .encodeToString(key.getPrivate().getEncoded())
            + "\n-----END PRIVATE KEY-----\n"
            + chain.toPem());
    kind.writing().write(file, pem, key, chain);
    return chain.leaf();
  }

  private static Writing text(String format) {
    return (file, pem, _, _) -> {
      var text = format.replace("%s", pem.toString());
      Files.write(file, List.of(text), StandardCharsets.US_ASCII);
    };
  }

  private static void copy(Path file, Path pem, KeyPair key, CertificateChain chain)
      throws IOException {
    Files.write(file, Files.readAllBytes(pem));
  }

  private static void jks(Path file, Path pem, KeyPair key, CertificateChain chain)
      throws Exception {
    var store = KeyStore.getInstance("JKS");
    store.load(null, null);
    store.setKeyEntry(
        "www",
        key.getPrivate(),
        PASSWORD.toCharArray(),
        chain.certificates().toArray(X509Certificate[]::new));
    try (var out = Files.newOutputStream(file)) {
      store.store(out, PASSWORD.toCharArray());
    }
  }
}
