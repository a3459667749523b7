package org.keyferry.repository.app;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.keyferry.custody.KeyCustody;
import org.keyferry.repository.custody.RepositoryIdentities;
import org.keyferry.repository.custody.ServerName;
import org.keyferry.testkit.TurnableClock;

/// The server's certificate is renewed at two thirds of its life, and nobody restarts for it.
@QuarkusTest
@QuarkusTestResource(RunningRepository.class)
class ServerCertificateIT {

  @SuppressWarnings("NullAway.Init") // Quarkus sets it
  @TestHTTPResource(value = "/", tls = true)
  private URI base;

  @Inject private FoundedRepository repository;
  @Inject private KeyCustody custody;
  @Inject private RepositoryIdentities identities;
  @Inject private ServerCertificate serving;

  @AfterEach
  void theClockIsRightAgain() {
    serving.renewIfDue();
  }

  @Test
  void itIsRenewedAfterTwentyDaysAndNotBefore() {
    var clock =
        TurnableClock.at(serving.keyManager().now().certificate().getNotBefore().toInstant());
    var certificate = certificateBy(clock);
    var first = certificate.keyManager().now().certificate();

    clock.turn(Duration.ofDays(19));
    certificate.renewIfDue();
    assertThat(certificate.keyManager().now().certificate()).isEqualTo(first);

    clock.turn(Duration.ofDays(2));
    certificate.renewIfDue();
    var second = certificate.keyManager().now().certificate();
    assertThat(second).isNotEqualTo(first);
    assertThat(second.getNotAfter().toInstant())
        .isBetween(
            clock.instant().plus(Duration.ofDays(29)), clock.instant().plus(Duration.ofDays(31)));
  }

  @Test
  void newConnectionsGetTheNewOneAndOldOnesLiveOn() throws Exception {
    try (var old = connect()) {
      var before = leafOf(old);

      identities.renewServer(List.of(new ServerName("localhost"))); // as another replica would
      serving.renewIfDue();

      try (var young = connect()) {
        assertThat(leafOf(young)).isNotEqualTo(before);
        assertThat(leafOf(young).getPublicKey()).isEqualTo(before.getPublicKey());
      }
      old.getOutputStream().write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(US_ASCII));
      assertThat(new String(old.getInputStream().readNBytes(12), US_ASCII))
          .isEqualTo("HTTP/1.1 404");
    }
  }

  @Test
  void aCertificateFromTheFutureIsNotServed() {
    var clock =
        TurnableClock.at(serving.keyManager().now().certificate().getNotBefore().toInstant());
    certificateBy(clock);
    clock.turn(Duration.ofDays(21));
    certificateBy(clock); // by a replica whose clock is ahead

    serving.renewIfDue();

    assertThat(serving.keyManager().now().certificate().getNotBefore().toInstant())
        .isBefore(clock.instant().minus(Duration.ofDays(20)));
  }

  private ServerCertificate certificateBy(TurnableClock clock) {
    var turned = new RepositoryIdentities(custody, clock, new SecureRandom());
    return new ServerCertificate(turned, () -> List.of("localhost"), clock);
  }

  private SSLSocket connect() throws IOException {
    var socket =
        (SSLSocket)
            HttpsCaller.context(repository.root(), Optional.empty())
                .getSocketFactory()
                .createSocket(base.getHost(), base.getPort());
    socket.startHandshake();
    return socket;
  }

  private static X509Certificate leafOf(SSLSocket socket) throws IOException {
    return (X509Certificate) socket.getSession().getPeerCertificates()[0];
  }
}
