package org.keyferry.repository.issuance.acme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.repository.certificate.CertificateAuthority;
import org.keyferry.repository.issuance.AcmeFailure;
import org.shredzone.acme4j.Session;
import org.shredzone.acme4j.connector.NetworkSettings;
import org.shredzone.acme4j.connector.Resource;
import org.shredzone.acme4j.exception.AcmeException;

/// RFC 9110 §10.2.3: "Servers send the Retry-After header field to indicate how long the user agent
/// ought to wait before making a follow-up request."
class HeedfulConnectionTest {

  private static final CertificateAuthority CA =
      new CertificateAuthority(
          new DisplayName("any"),
          URI.create("https://ca.invalid/directory"),
          List.of(),
          List.of(),
          List.of());

  private HttpServer server;

  @BeforeEach
  void somebodyAnswersForTheCa() throws Exception {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.start();
  }

  @AfterEach
  void theServerEnds() {
    server.stop(0);
  }

  @ParameterizedTest
  @ValueSource(ints = {429, 503})
  void aBareRefusalIsHeeded(int status) {
    answers(status, Map.of("Retry-After", "120", "Content-Type", "text/html"));

    var failure = failure();

    assertThat(failure).isInstanceOf(AcmeFailure.Unavailable.class);
    assertThat(((AcmeFailure.Unavailable) failure).retryAfter())
        .hasValueSatisfying(at ->
            assertThat(Duration.between(Instant.now(), at))
                .isBetween(Duration.ofSeconds(60), Duration.ofSeconds(180)));
    assertThat(failure).hasMessageContaining("is busy (HTTP " + status + ")");
  }

  @Test
  void aDateIsHeededToo() {
    answers(503, Map.of("Retry-After", "Wed, 25 Nov 2099 12:00:00 GMT"));

    assertThat(((AcmeFailure.Unavailable) failure()).retryAfter())
        .contains(Instant.parse("2099-11-25T12:00:00Z"));
  }

  @Test
  void withoutTheHeaderOurOwnPatienceCounts() {
    answers(503, Map.of());

    assertThat(((AcmeFailure.Unavailable) failure()).retryAfter()).isEmpty();
  }

  @Test
  void whatIsNoTimeIsNotHeeded() {
    answers(503, Map.of("Retry-After", "soon"));

    assertThat(((AcmeFailure.Unavailable) failure()).retryAfter()).isEmpty();
  }

  private AcmeFailure failure() {
    var settings = new NetworkSettings();
    var directory = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/directory");
    var session = new Session(directory, new TrustingProvider(List.of(), settings));
    var thrown =
        catchThrowableOfType(AcmeException.class, () -> session.resourceUrl(Resource.NEW_NONCE));
    assertThat(thrown).isNotNull();
    return Problems.failure(CA, thrown);
  }

  private void answers(int status, Map<String, String> headers) {
    server.createContext(
        "/",
        exchange -> {
          headers.forEach(exchange.getResponseHeaders()::set);
          exchange.sendResponseHeaders(status, -1);
          exchange.close();
        });
  }
}
