package org.keyferry.repository.notice.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.keyferry.protocol.pki.KeyType;
import org.keyferry.repository.notice.AnyNotice;
import org.keyferry.repository.notice.ChannelFailure;
import org.keyferry.testkit.FixtureCa;

/// A real HTTPS server receives the notices.
class WebhookChannelIT {

  private static final String SECRET = "whsec_" + Base64.getEncoder().encodeToString(new byte[32]);

  private final List<Received> received = new CopyOnWriteArrayList<>();
  private final FixtureCa ca = FixtureCa.at(AnyNotice.NOON);

  @TempDir private Path directory;

  private HttpsServer receiver;
  private int status = 204;

  @BeforeEach
  void begin() throws Exception {
    receiver = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    receiver.setHttpsConfigurator(new HttpsConfigurator(identity()));
    receiver.createContext(
        "/",
        exchange -> {
          received.add(
              new Received(
                  Map.copyOf(exchange.getRequestHeaders()),
                  new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
          exchange.getResponseHeaders().add("Location", "https://elsewhere.example.test/");
          exchange.sendResponseHeaders(status, -1);
          exchange.close();
        });
    receiver.start();
    Files.setPosixFilePermissions(
        Files.writeString(directory.resolve("secret"), SECRET + "\n"),
        PosixFilePermissions.fromString("rw-------"));
    try (var pem = new JcaPEMWriter(Files.newBufferedWriter(directory.resolve("root.pem")))) {
      pem.writeObject(ca.root());
    }
  }

  @AfterEach
  void end() {
    receiver.stop(0);
  }

  @Test
  void aNoticeArrivesWithASignatureThatVerifies() throws IOException {
    channel("https").send(AnyNotice.ofOneCondition());

    var notice = received.getFirst();
    assertThat(notice.text())
        .contains("\"id\":\"00000000-0000-0000-0000-000000000007\"")
        .contains("\"kind\":\"drift\"");
    assertThat(notice.header("Webhook-id")).isEqualTo("00000000-0000-0000-0000-000000000007");
    assertThat(notice.header("Webhook-timestamp"))
        .isEqualTo(Long.toString(AnyNotice.NOON.getEpochSecond()));
    assertThat(notice.header("Webhook-signature"))
        .isEqualTo(
            WebhookSecret.in(directory.resolve("secret"))
                .sign(
                    "00000000-0000-0000-0000-000000000007",
                    AnyNotice.NOON,
                    notice.text().getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void aRefusalIsAFailure() {
    status = 500;

    assertThatExceptionOfType(ChannelFailure.class)
        .isThrownBy(() -> channel("https").send(AnyNotice.ofOneCondition()))
        .withMessageContaining("answered with 500 instead of 2xx");
  }

  @Test
  void aRedirectIsNotFollowed() {
    status = 307;

    assertThatExceptionOfType(ChannelFailure.class)
        .isThrownBy(() -> channel("https").send(AnyNotice.ofOneCondition()))
        .withMessageContaining("answered with 307");
  }

  @Test
  void nothingIsSentInClear() {
    assertThatExceptionOfType(ChannelFailure.class)
        .isThrownBy(() -> channel("http").send(AnyNotice.ofOneCondition()))
        .withMessageContaining("is an https URL");
    assertThat(received).isEmpty();
  }

  private WebhookChannel channel(String scheme) {
    var json = JsonMapper.builder().addModule(new JavaTimeModule()).build();
    var url = URI.create(scheme + "://localhost:" + receiver.getAddress().getPort() + "/hook");
    return new WebhookChannel(new Settings(url, directory), json, () -> AnyNotice.NOON);
  }

  private SSLContext identity() throws Exception {
    var pair = FixtureCa.keyPair(KeyType.EC_P256);
    var store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setKeyEntry(
        "receiver",
        pair.getPrivate(),
        new char[0],
        ca.issue(pair.getPublic(), "localhost")
            .certificates()
            .toArray(new java.security.cert.Certificate[0]));
    var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, new char[0]);
    var context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    return context;
  }

  private record Received(Map<String, List<String>> headers, String text) {

    String header(String name) {
      return headers.getOrDefault(name, List.of("missing")).getFirst();
    }
  }

  private record Settings(URI hook, Path directory) implements WebhookConfig {

    @Override
    public Optional<URI> url() {
      return Optional.of(hook);
    }

    @Override
    public Optional<Path> secretFile() {
      return Optional.of(directory.resolve("secret"));
    }

    @Override
    public Optional<Path> trustFile() {
      return Optional.of(directory.resolve("root.pem"));
    }

    @Override
    public Duration timeout() {
      return Duration.ofSeconds(20);
    }
  }
}
