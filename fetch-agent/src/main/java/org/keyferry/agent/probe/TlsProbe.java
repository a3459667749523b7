package org.keyferry.agent.probe;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLSocket;
import org.keyferry.agent.connection.Onlooker;
import org.keyferry.protocol.pki.Printable;

/// One TLS handshake, to see the certificate. Sends and reads nothing after it.
///
/// Each look is a connection of its own that resumes no session: with a resumed one, a server
/// presents nothing, and what is seen is what it presented some other time (RFC 5246 §7.3, RFC 8446
/// §2.2).
public final class TlsProbe {

  /// @param longest for all of it: name, connection, what is said before the handshake, handshake
  public ProbeResult look(Listener listener, Duration longest) throws InterruptedException {
    var socket = new Socket();
    var look = new FutureTask<>(() -> leafAt(listener, socket));
    Thread.ofPlatform().daemon().name("look at " + listener).start(look);
    try {
      return new ProbeResult.Served(look.get(longest.toMillis(), TimeUnit.MILLISECONDS));
    } catch (TimeoutException stalled) {
      return silent(listener, "it took longer than " + longest.toMillis() + " ms");
    } catch (ExecutionException failed) {
      return switch (failed.getCause()) {
        case IOException broken -> silent(listener, String.valueOf(broken.getMessage()));
        case IllegalArgumentException unfit -> silent(listener, String.valueOf(unfit.getMessage()));
        case null, default -> throw new IllegalStateException("a look at " + listener, failed);
      };
    } finally {
      abandon(socket);
    }
  }

  private static X509Certificate leafAt(Listener listener, Socket plain) throws IOException {
    var address = listener.address();
    plain.connect(new InetSocketAddress(address.host(), address.port()));
    StartTls.of(listener.protocol(), plain).ask();
    try (var socket =
        (SSLSocket)
            Onlooker.context() // a new one each time: sessions are remembered in a context
                .getSocketFactory()
                .createSocket(plain, address.host(), address.port(), /* autoClose= */ true)) {
      var parameters = socket.getSSLParameters();
      address
          .serverName()
          .ifPresent(name -> parameters.setServerNames(List.of(new SNIHostName(name.value()))));
      socket.setSSLParameters(parameters);
      socket.startHandshake();
      return (X509Certificate) socket.getSession().getPeerCertificates()[0];
    }
  }

  private static ProbeResult silent(Listener listener, String reason) {
    return new ProbeResult.Silent(
        "no TLS handshake with " + listener + ": " + Printable.of(reason));
  }

  /// A look that goes on ends with its socket.
  private static void abandon(Socket socket) {
    try {
      socket.close();
    } catch (IOException gone) {
      // so it is closed
    }
  }
}
