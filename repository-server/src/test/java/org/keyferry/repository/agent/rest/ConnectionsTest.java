package org.keyferry.repository.agent.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import org.junit.jupiter.api.Test;
import org.keyferry.protocol.pki.KeyType;
import org.keyferry.testkit.Onlooker;
import org.keyferry.testkit.ServerPair;

class ConnectionsTest {

  private final Clock clock = Clock.systemUTC();

  /// Otherwise whoever resumes a session of yesterday would seem to be connected since yesterday.
  @Test
  void aConnectionIsAsOldAsItselfAndNotAsItsSession() throws Exception {
    var server = serverContext();
    var client = SSLContext.getInstance("TLS");
    client.init(null, new TrustManager[] {new Onlooker()}, null);
    try (var listener =
        (SSLServerSocket)
            server
                .getServerSocketFactory()
                .createServerSocket(0, 2, InetAddress.getLoopbackAddress())) {
      var first = connect(listener, client);
      var between = nextMoment();

      var second = connect(listener, client);

      assertThat(second.getCreationTime()).as("resumed").isEqualTo(first.getCreationTime());
      assertThat(Connections.madeAt(first)).isBefore(between);
      assertThat(Connections.madeAt(second)).isAfterOrEqualTo(between);
    }
  }

  private Instant nextMoment() {
    var now = clock.millis();
    while (clock.millis() <= now) {
      Thread.onSpinWait();
    }
    return Instant.ofEpochMilli(now + 1);
  }

  /// @return the session as the server has it
  private static SSLSession connect(SSLServerSocket listener, SSLContext client) throws Exception {
    try (var thread = Executors.newSingleThreadExecutor()) {
      var accepted =
          thread.submit(() -> {
            try (var socket = (SSLSocket) listener.accept()) {
              socket.getOutputStream().write(1);
              return socket.getSession();
            }
          });
      try (var socket =
          client
              .getSocketFactory()
              .createSocket(listener.getInetAddress(), listener.getLocalPort())) {
        assertThat(socket.getInputStream().read()).isEqualTo(1); // and so it has the ticket
      }
      return accepted.get();
    }
  }

  private SSLContext serverContext() throws Exception {
    var pair = ServerPair.issued(KeyType.EC_P256, "repository.example.test", clock.instant());
    var keys = KeyStore.getInstance("PKCS12");
    keys.load(null, null);
    keys.setKeyEntry(
        "own", pair.key(), new char[0], pair.chain().certificates().toArray(Certificate[]::new));
    var managers = KeyManagerFactory.getInstance("PKIX");
    managers.init(keys, new char[0]);
    var context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    return context;
  }
}
