package org.keyferry.officer.api;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;

/// A TLS handshake with no request behind it, to learn why a connection broke.
///
/// In TLS 1.3 a server looks at the client's certificate after the client is done (RFC 8446
/// §4.4.2). What is on its way by then makes the server's close a reset, which may overtake the
/// alert: a request nearly always does, the end of the handshake itself seldom.
final class Handshake {

  private static final int PATIENCE = (int) Duration.ofSeconds(3).toMillis();
  private static final int DEFAULT_PORT = 443;
  private static final int TRIES = 5;

  private Handshake() {}

  /// @return what the server has against it, or empty if it has nothing or cannot be reached
  static Optional<SSLException> refusal(SSLContext context, URI server) {
    for (var each = 0; each < TRIES; each++) {
      try {
        greet(context, server);
        return Optional.empty();
      } catch (SSLException refused) {
        if (isSaid(refused)) {
          return Optional.of(refused);
        }
      } catch (ConnectException | SocketTimeoutException _) {
        return Optional.empty();
      } catch (IOException _) {
        // broken before it said why
      }
    }
    return Optional.empty();
  }

  /// Whether one of the two sides said it, and not the network.
  static boolean isSaid(SSLException refused) {
    return !(refused.getCause() instanceof IOException);
  }

  private static void greet(SSLContext context, URI server) throws IOException {
    var port = server.getPort() < 0 ? DEFAULT_PORT : server.getPort();
    try (var plain = new Socket()) {
      plain.connect(new InetSocketAddress(server.getHost(), port), PATIENCE);
      plain.setSoTimeout(PATIENCE);
      try (var socket =
          (SSLSocket)
              context.getSocketFactory().createSocket(plain, server.getHost(), port, true)) {
        socket.startHandshake();
        var _ = socket.getInputStream().read(); // nothing comes but an alert, or the time is up
      }
    }
  }
}
