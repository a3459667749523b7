package org.keyferry.testkit;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;

/// One TLS handshake with a server of the loopback interface, at once or after STARTTLS.
final class Handshake {

  private static final int LOOK_MILLISECONDS = 5_000;
  private static final int LOOKS = 600;
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(50);

  private Handshake() {}

  /// The leaf that is presented.
  ///
  /// @param protocol `tls`, `smtp` or `imap`
  static X509Certificate with(int port, String protocol) {
    var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    try (var plain = new Socket()) {
      plain.connect(address, LOOK_MILLISECONDS);
      plain.setSoTimeout(LOOK_MILLISECONDS);
      switch (protocol) {
        case "tls" -> {} // at once
        case "smtp" -> askSmtp(plain);
        case "imap" -> askImap(plain);
        default -> throw new IllegalArgumentException(protocol);
      }
      return handshake(plain, address);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /// @throws IllegalStateException if it is not presented within half a minute
  static void await(int port, String protocol, X509Certificate leaf) {
    for (var looks = 0; looks < LOOKS; looks++) {
      if (with(port, protocol).equals(leaf)) {
        return;
      }
      LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
    }
    throw new IllegalStateException(
        "still served: " + with(port, protocol).getSerialNumber().toString(16));
  }

  private static X509Certificate handshake(Socket plain, InetSocketAddress address)
      throws IOException {
    try (var socket =
        (SSLSocket)
            onlookersContext()
                .getSocketFactory()
                .createSocket(plain, address.getHostString(), address.getPort(), true)) {
      socket.startHandshake();
      return (X509Certificate) socket.getSession().getPeerCertificates()[0];
    }
  }

  private static void askSmtp(Socket socket) throws IOException {
    var lines = lines(socket);
    until(lines, "220 ");
    say(socket, "EHLO test.example\r\n");
    until(lines, "250 ");
    say(socket, "STARTTLS\r\n");
    until(lines, "220 ");
  }

  private static void askImap(Socket socket) throws IOException {
    var lines = lines(socket);
    until(lines, "* OK");
    say(socket, "a STARTTLS\r\n");
    until(lines, "a OK");
  }

  private static BufferedReader lines(Socket socket) throws IOException {
    return new BufferedReader(
        new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
  }

  private static void say(Socket socket, String line) throws IOException {
    socket.getOutputStream().write(line.getBytes(StandardCharsets.US_ASCII));
    socket.getOutputStream().flush();
  }

  private static void until(BufferedReader lines, String beginning) throws IOException {
    for (var line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.startsWith(beginning)) {
        return;
      }
    }
    throw new IOException("the server hung up and did not say " + beginning);
  }

  private static SSLContext onlookersContext() {
    try {
      var context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {new Onlooker()}, null);
      return context;
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every JDK has TLS", impossible);
    }
  }
}
