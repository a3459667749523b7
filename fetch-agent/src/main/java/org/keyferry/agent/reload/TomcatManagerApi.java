package org.keyferry.agent.reload;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import org.keyferry.agent.disk.PasswordFile;
import org.keyferry.protocol.pki.Printable;

/// Asks Tomcat's Manager to read the key stores of all its TLS virtual hosts again (`sslReload` of
/// the text interface).
final class TomcatManagerApi {

  private static final String COMMAND = "/sslReload";
  private static final int LONGEST_CHARACTER = 3; // octets of UTF-8 for one char of Java

  private final Reload.TomcatManager server;
  private final Duration timeout;

  TomcatManagerApi(Reload.TomcatManager server, Duration timeout) {
    this.server = server;
    this.timeout = timeout;
  }

  CommandOutcome reload() throws InterruptedException {
    byte[] request;
    try {
      request = PasswordFile.lendTo(server.passwordFile(), this::request);
    } catch (IOException unusable) {
      return failed(String.valueOf(unusable.getMessage()));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("nothing is computed with it", impossible);
    }
    try {
      var hearers = Hearers.onPort(server.address(), server.passwordFile(), server.runAs());
      var answer = Dialogue.hold(server.address(), request, hearers, timeout);
      return answer.isPresent()
          ? outcomeOf(new String(answer.get(), StandardCharsets.UTF_8))
          : new CommandOutcome.Hung(told("it did not answer in " + timeout.toSeconds() + " s"));
    } catch (IOException failure) {
      return failed(String.valueOf(failure.getMessage()));
    } finally {
      Arrays.fill(request, (byte) 0);
    }
  }

  private CommandOutcome outcomeOf(String answer) {
    var status = answer.lines().findFirst().orElse("").split(" ", 3);
    var code = status.length > 1 ? status[1] : "";
    var body = answer.substring(Math.max(answer.indexOf("\r\n\r\n"), 0)).strip();
    return switch (code) {
      case "200" ->
          body.startsWith("OK - ")
              ? new CommandOutcome.Succeeded()
              : failed(body.lines().findFirst().orElse("it said nothing"));
      case "401" -> failed("it does not know the user " + server.user() + " with this password");
      case "403" -> failed("the user " + server.user() + " lacks the role manager-script");
      case "404" -> failed("there is no Manager; on Debian, the package tomcat10-admin brings it");
      case "500" -> failed("it could not read a key store (status 500); its log says why");
      default -> failed("it answered with status " + code);
    };
  }

  private CommandOutcome failed(String reason) {
    return new CommandOutcome.Failed(told(reason));
  }

  private String told(String reason) {
    return "Tomcat's Manager at "
        + server.address().getHostString()
        + ":"
        + server.address().getPort()
        + ": "
        + Printable.of(reason);
  }

  /// HTTP/1.0 (RFC 1945): the server hangs up after its answer. Basic authentication (RFC 7617).
  private byte[] request(char[] password) {
    var beginning =
        ascii(
            "GET "
                + server.path()
                + COMMAND
                + " HTTP/1.0\r\nHost: localhost\r\nAuthorization: Basic ");
    var credentials = credentials(password);
    try (var request = new Wiped()) {
      request.writeBytes(beginning);
      request.writeBytes(credentials);
      request.writeBytes(ascii("\r\n\r\n"));
      return request.toByteArray();
    } finally {
      Arrays.fill(credentials, (byte) 0);
    }
  }

  private byte[] credentials(char[] password) {
    var user = ascii(server.user() + ":");
    var encoder = StandardCharsets.UTF_8.newEncoder();
    var plain = ByteBuffer.allocate(user.length + password.length * LONGEST_CHARACTER).put(user);
    var _ = encoder.encode(CharBuffer.wrap(password), plain, true);
    var credentials = Arrays.copyOf(plain.array(), plain.position());
    try {
      return Base64.getEncoder().encode(credentials);
    } finally {
      Arrays.fill(plain.array(), (byte) 0);
      Arrays.fill(credentials, (byte) 0);
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static final class Wiped extends ByteArrayOutputStream {

    private static final int ROOMY = 16_384;

    Wiped() {
      super(ROOMY);
    }

    @Override
    public void close() {
      Arrays.fill(buf, (byte) 0);
    }
  }
}
