package org.keyferry.agent.probe;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.keyferry.protocol.pki.Printable;

/// One TLS handshake, to see the certificate. Sends and reads nothing after it.
public final class TlsProbe {

  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  private final SSLContext context;

  public TlsProbe() {
    try {
      context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {new Onlooker()}, null);
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every JDK has TLS", impossible);
    }
  }

  public ProbeResult look(Listener listener) {
    return look(listener, TIMEOUT);
  }

  /// @param longest how long the server may be silent
  public ProbeResult look(Listener listener, Duration longest) {
    var address = listener.address();
    var timeout = (int) Math.max(1, longest.toMillis()); // 0 would be for ever
    try (var plain = new Socket()) {
      plain.connect(new InetSocketAddress(address.host(), address.port()), timeout);
      plain.setSoTimeout(timeout);
      return new ProbeResult.Served(handshake(plain, address));
    } catch (IOException | IllegalArgumentException failed) {
      return new ProbeResult.Silent(
          "no TLS handshake with "
              + address
              + ": "
              + Printable.of(String.valueOf(failed.getMessage())));
    }
  }

  private X509Certificate handshake(Socket plain, ProbeAddress address) throws IOException {
    try (var socket =
        (SSLSocket)
            context
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

  /// Lets every certificate pass: the question is which one it is, and the caller compares it with
  /// the one on the disk.
  private static final class Onlooker extends X509ExtendedTrustManager {

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
