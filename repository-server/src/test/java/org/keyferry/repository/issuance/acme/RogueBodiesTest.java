package org.keyferry.repository.issuance.acme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.keyferry.protocol.pki.CertificateChain;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.protocol.pki.KeyType;
import org.keyferry.repository.certificate.CertificateAuthority;
import org.keyferry.repository.issuance.CaClocks;
import org.keyferry.testkit.FixtureCa;
import org.keyferry.testkit.HttpsIdentity;
import org.shredzone.acme4j.Session;
import org.shredzone.acme4j.connector.NetworkSettings;
import org.shredzone.acme4j.exception.AcmeException;

/// What comes in the place of a chain is refused, whatever it is.
class RogueBodiesTest {

  private static final CertificateAuthority CA =
      new CertificateAuthority(
          new DisplayName("any"),
          URI.create("https://ca.invalid/directory"),
          List.of(),
          List.of(),
          List.of());
  private static final String PEM = "application/pem-certificate-chain";
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final int MANY = 100 * 1024 * 1024;

  private final CertificateChain good =
      FixtureCa.at(Instant.parse("2026-11-25T12:00:00Z"))
          .issue(FixtureCa.keyPair(KeyType.EC_P256).getPublic(), "www.example.org");
  private final HttpsIdentity identity = HttpsIdentity.create("rogue");
  private HttpsServer server;

  @BeforeEach
  void somebodyAnswersForTheCa() throws IOException {
    server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(identity.serverContext()));
    server.start();
  }

  @AfterEach
  void theServerEnds() {
    server.stop(0);
  }

  @Test
  void aChainIsRead() throws AcmeException {
    answers(new Body("a chain", PEM, ascii(good.toPem()), ""));

    assertThat(read()).isEqualTo(good.certificates());
  }

  @Test
  void theTypeMayHaveParameters() throws AcmeException {
    answers(new Body("a chain", PEM + "; charset=utf-8", ascii(good.toPem()), ""));

    assertThat(read()).isEqualTo(good.certificates());
  }

  @Test
  void noRogueBodyIsAChainAndEachSaysWhatItIs() {
    var sentences = new HashSet<String>();
    for (var rogue : bodies().toList()) {
      answers(rogue);

      var thrown = catchThrowable(this::read);

      assertThat(thrown).as(rogue.name()).isNotNull();
      var sentence = String.valueOf(Problems.failure(CA, thrown).getMessage());
      assertThat(sentence).as(rogue.name()).contains(rogue.sentence()).hasSizeLessThan(1024);
      sentences.add(rogue.name() + ": " + sentence);
    }
    assertThat(sentences).hasSize(17);
  }

  @Test
  void aBodyThatStopsOnTheWayIsWaitedForNoLongerThanAnAnswer() throws Exception {
    var over = new CountDownLatch(1);
    var stopped = new CountDownLatch(1);
    server.createContext(
        "/",
        exchange -> {
          exchange.getResponseHeaders().set("Content-Type", PEM);
          exchange.sendResponseHeaders(200, 0);
          exchange.getResponseBody().write(ascii("-----BEGIN CERTIFICATE-----\n"));
          exchange.getResponseBody().flush();
          stopped.countDown();
          awaitUninterruptibly(over);
        });
    try {
      var thrown = catchThrowable(this::read);

      assertThat(stopped.getCount()).as("the body was begun").isZero();
      assertThat(thrown).isNotNull();
    } finally {
      over.countDown();
    }
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException interruption) {
      Thread.currentThread().interrupt();
    }
  }

  private Stream<Body> bodies() {
    var pem = good.toPem();
    var leaf = new CertificateChain(List.of(good.leaf())).toPem();
    return Stream.of(
        new Body("nothing", PEM, new byte[0], "a chain of no octets"),
        new Body("HTML", "text/html", ascii("<html>login</html>"), "type text/html"),
        new Body("HTML that says it is a chain", PEM, ascii("<html>login</html>"), "not a cert"),
        new Body("JSON", "application/json", ascii("{}"), "type application/json"),
        new Body("a type with markup", "x/y; a=\"<b>\"", ascii(pem), "a chain of the type"),
        new Body("DER", PEM, good.der().getFirst().toArray(), "is not a certificate"),
        new Body("DER under its own type", "application/pkix-cert", ascii(pem), "pkix-cert"),
        new Body("PEM that is cut off", PEM, ascii(pem.substring(0, pem.length() - 40)), "not a"),
        new Body("base64 that is cut off", PEM, ascii(without(leaf, 4)), "cannot be read"),
        new Body("a private key behind it", PEM, ascii(pem + privateKey()), "not a certificate"),
        new Body("a private key before it", PEM, ascii(privateKey() + pem), "not a certificate"),
        new Body("text between", PEM, ascii(leaf + "and then\n" + leaf), "not a certificate"),
        new Body("a request", PEM, ascii(leaf.replace("CERTIFICATE", "NEW REQUEST")), "not a cert"),
        new Body("a hundred of them", PEM, ascii(leaf.repeat(100)), "more than 65536 octets"),
        new Body("eleven of them", PEM, ascii(leaf.repeat(11)), "1 to 10 certificates"),
        new Body("a hundred megabytes", PEM, filled(MANY), "more than 65536 octets"),
        new Body("what was compressed", PEM, compressed(filled(MANY)), "cannot be read"));
  }

  /// Reads as the adapter does after it has asked for the chain.
  private List<X509Certificate> read() throws AcmeException {
    var settings = new NetworkSettings();
    settings.setTimeout(TIMEOUT);
    var url = URI.create("https://127.0.0.1:" + server.getAddress().getPort() + "/chain");
    var ca =
        new CertificateAuthority(CA.name(), url, List.of(), List.of(identity.root()), List.of());
    var config = new AnyAcmeConfig();
    var pauses = Replica.pauses(new PausesInMemory(), config, InstantSource.system());
    var session =
        new Session(
            url,
            new TrustingProvider(
                ca, settings, new UrlGuard(config), pauses, new CaClocks(InstantSource.system())));
    session.networkSettings().setTimeout(TIMEOUT);
    try (var connection = session.connect()) {
      connection.sendRequest(url.toURL(), session, null);
      return connection.readCertificates();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  private void answers(Body body) {
    try {
      server.removeContext("/");
    } catch (IllegalArgumentException _) {
      assertThat(server.getAddress()).isNotNull(); // the first answer has none before it
    }
    server.createContext(
        "/",
        exchange -> {
          exchange.getResponseHeaders().set("Content-Type", body.type());
          exchange.sendResponseHeaders(200, body.octets().length == 0 ? -1 : 0);
          try (exchange;
              var out = exchange.getResponseBody()) {
            out.write(body.octets());
          }
        });
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] filled(int length) {
    var octets = new byte[length];
    Arrays.fill(octets, (byte) 'A');
    return octets;
  }

  private static byte[] compressed(byte[] octets) {
    var compressed = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(compressed)) {
      gzip.write(octets);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return Arrays.copyOf(compressed.toByteArray(), 60_000);
  }

  /// Some characters of base64 left out of the middle.
  private static String without(String pem, int characters) {
    var middle = pem.length() / 2;
    return pem.substring(0, middle) + pem.substring(middle + characters);
  }

  private static String privateKey() {
    return "-----BEGIN PRIVATE KEY-----\nMAA=\n-----END PRIVATE KEY-----\n";
  }

  @SuppressWarnings("ArrayRecordComponent") // a value of this test, never compared
  private record Body(String name, String type, byte[] octets, String sentence) {}
}
