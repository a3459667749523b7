package org.keyferry.repository.issuance.web;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.jboss.logging.Logger;
import org.keyferry.protocol.pki.Identifier;
import org.keyferry.repository.issuance.ChallengeAnswers;

/// Answers tls-alpn-01 (RFC 8737) out of the database, so that each replica can. The handshake is
/// the answer; the connection is closed after it.
@ApplicationScoped
class AlpnListener {

  /// RFC 8737 §6.2.
  static final String PROTOCOL = "acme-tls/1";

  private static final Logger LOG = Logger.getLogger(AlpnListener.class);
  private static final int MOST_AT_ONCE = 64;
  private static final int BACKLOG = 50;
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final TlsAlpnConfig config;
  private final ChallengeAnswers answers;
  private final InstantSource clock;
  private final Semaphore places = new Semaphore(MOST_AT_ONCE);
  private Optional<SSLServerSocket> server = Optional.empty();

  AlpnListener(TlsAlpnConfig config, ChallengeAnswers answers, InstantSource clock) {
    this.config = config;
    this.answers = answers;
    this.clock = clock;
  }

  void start(@Observes StartupEvent event) {
    server = config.port().map(this::listen);
  }

  void stop(@Observes ShutdownEvent event) {
    server.ifPresent(AlpnListener::close);
  }

  private SSLServerSocket listen(int port) {
    try {
      var context = SSLContext.getInstance("TLS");
      context.init(new KeyManager[] {new AlpnKeys(this::certificateFor)}, null, null);
      var listening =
          (SSLServerSocket)
              context
                  .getServerSocketFactory()
                  .createServerSocket(port, BACKLOG, InetAddress.getByName(config.host()));
      var parameters = listening.getSSLParameters();
      parameters.setApplicationProtocols(new String[] {PROTOCOL});
      listening.setSSLParameters(parameters);
      Thread.ofVirtual().name("tls-alpn-01").start(() -> serve(listening));
      LOG.infof("tls-alpn-01 listener started host=%s port=%d", config.host(), port);
      return listening;
    } catch (IOException failure) {
      throw PortUnavailable.of(port, config.host(), "keyferry.tlsalpn01", failure);
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private void serve(SSLServerSocket listening) {
    while (!listening.isClosed()) {
      try {
        places.acquire();
        accept(listening);
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private void accept(SSLServerSocket listening) {
    try {
      var connection = (SSLSocket) listening.accept();
      Thread.ofVirtual().start(() -> answer(connection));
    } catch (SocketException closed) {
      places.release();
      LOG.debug("tls-alpn-01 listener closed", closed);
    } catch (IOException failure) {
      places.release();
      LOG.warn("tls-alpn-01 connection not accepted", failure);
    }
  }

  private void answer(SSLSocket connection) {
    try (connection) {
      connection.setSoTimeout(Math.toIntExact(PATIENCE.toMillis()));
      connection.startHandshake();
    } catch (IOException stranger) {
      LOG.debugf(stranger, "tls-alpn-01 refused from=%s", connection.getRemoteSocketAddress());
    } finally {
      places.release();
    }
  }

  private Optional<AlpnCertificate> certificateFor(Identifier identifier) {
    var found = answers.byTlsAlpn(identifier);
    found.ifPresent(
        each -> LOG.infof("tls-alpn-01 answered name=%s order=%s", identifier, each.order()));
    return found.map(each -> AlpnCertificate.of(identifier, each.thumbprint(), clock.instant()));
  }

  private static void close(ServerSocket listening) {
    try {
      listening.close();
    } catch (IOException failure) {
      LOG.debug("tls-alpn-01 listener did not close", failure);
    }
  }
}
