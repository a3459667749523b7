package org.keyferry.agent.probe;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/// What is said in clear before a TLS handshake. Reads not one octet more than the server's
/// consent: what follows it belongs to the handshake.
final class StartTls {

  private static final int LONGEST_LINE = 2000; // RFC 5321 §4.5.3.1.5 asks for 512
  private static final int MOST_LINES = 100;
  private static final int END_OF_CODE = 3;

  private final Protocol protocol;
  private final InetAddress self;
  private final InputStream in;
  private final OutputStream out;
  private int lines;

  private StartTls(Protocol protocol, Socket socket) throws IOException {
    this.protocol = protocol;
    this.self = socket.getLocalAddress();
    this.in = socket.getInputStream();
    this.out = socket.getOutputStream();
  }

  static StartTls of(Protocol protocol, Socket connected) throws IOException {
    return new StartTls(protocol, connected);
  }

  /// @throws IOException if the server does not go along
  void ask() throws IOException {
    switch (protocol) {
      case TLS -> {}
      case SMTP -> askBySmtp();
      case IMAP -> askByImap();
    }
  }

  /// RFC 3207 §4.
  private void askBySmtp() throws IOException {
    var _ = requireReply("220");
    say("EHLO " + addressLiteral());
    if (!requireReply("250")) {
      throw new IOException("it does not offer STARTTLS");
    }
    say("STARTTLS");
    var _ = requireReply("220");
  }

  /// A reply of one line or more (RFC 5321 §4.2).
  ///
  /// @return whether one of them offers STARTTLS
  private boolean requireReply(String code) throws IOException {
    var offered = false;
    while (true) {
      var line = line();
      if (!line.startsWith(code)) {
        throw unexpected(line);
      }
      offered |=
          line.substring(Math.min(line.length(), END_OF_CODE + 1))
              .strip()
              .equalsIgnoreCase("STARTTLS");
      if (line.length() == END_OF_CODE || line.charAt(END_OF_CODE) != '-') {
        return offered;
      }
    }
  }

  /// RFC 9051 §6.2.1 and §7.1.
  private void askByImap() throws IOException {
    var greeting = line();
    if (!greeting.startsWith("* OK")) {
      throw unexpected(greeting);
    }
    say("a STARTTLS");
    var line = line();
    while (line.startsWith("* ")) {
      line = line();
    }
    if (!line.startsWith("a OK")) {
      throw unexpected(line);
    }
  }

  /// For a client without a name (RFC 5321 §4.1.3).
  private String addressLiteral() {
    return (self instanceof Inet6Address ? "[IPv6:" : "[") + self.getHostAddress() + "]";
  }

  private void say(String line) throws IOException {
    out.write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
    out.flush();
  }

  private String line() throws IOException {
    if (++lines > MOST_LINES) {
      throw new IOException("it says too much before the handshake");
    }
    var line = new StringBuilder();
    for (var octet = in.read(); octet != '\n'; octet = in.read()) {
      if (octet < 0) {
        throw new EOFException("it closed the connection before the handshake");
      }
      if (line.length() >= LONGEST_LINE) {
        throw new IOException("it says too much before the handshake");
      }
      line.append((char) octet);
    }
    return line.toString().stripTrailing();
  }

  private static IOException unexpected(String line) {
    return new IOException("it said '" + line + "'");
  }
}
