package org.keyferry.agent.reload;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Arrays;
import org.keyferry.protocol.pki.Printable;

/// Replaces a certificate in a running HAProxy (management guide §9.3: `set ssl cert`, `commit ssl
/// cert`, `abort ssl cert`).
///
/// HAProxy keeps one such transaction, and keeps it until somebody ends it: one that a crash left
/// open is aborted first, and one that fails is aborted at once.
final class HaProxyRuntimeApi {

  private final Reload.HaProxyRuntime server;
  private final Duration timeout;

  HaProxyRuntimeApi(Reload.HaProxyRuntime server, Duration timeout) {
    this.server = server;
    this.timeout = timeout;
  }

  CommandOutcome replace() throws InterruptedException {
    try {
      var _ = say("abort ssl cert " + server.pem());
      if (set() instanceof Answer.Refused(var reason)) {
        return refused("set", reason);
      }
      if (said("commit ssl cert " + server.pem(), "Success!")
          instanceof Answer.Refused(var reason)) {
        return refused("commit", reason);
      }
      return new CommandOutcome.Succeeded();
    } catch (Silence silence) {
      return new CommandOutcome.Hung(
          "HAProxy did not answer at " + server.socket() + " in " + timeout.toSeconds() + " s");
    } catch (IOException failure) {
      return new CommandOutcome.Failed(
          "HAProxy cannot be told at "
              + server.socket()
              + ": "
              + Printable.of(String.valueOf(failure.getMessage())));
    }
  }

  private Answer set() throws IOException, InterruptedException, Silence {
    var pem = Files.readAllBytes(server.pem());
    var command = ascii("set ssl cert " + server.pem() + " <<\n");
    try (var payload = new Payload(command.length + pem.length + 2)) {
      payload.writeBytes(command);
      payload.writeLines(pem);
      payload.write('\n'); // an empty line ends it
      var answer = hold(payload.content());
      return answer.contains("ransaction created") || answer.contains("ransaction updated")
          ? new Answer.Granted()
          : new Answer.Refused(
              answer.isEmpty() ? "it hung up; is the file larger than its tune.bufsize?" : answer);
    } finally {
      Arrays.fill(pem, (byte) 0);
    }
  }

  private CommandOutcome refused(String step, String reason)
      throws IOException, InterruptedException, Silence {
    var _ = say("abort ssl cert " + server.pem());
    return new CommandOutcome.Failed(
        "HAProxy refused `" + step + " ssl cert " + server.pem() + "`: " + Printable.of(reason));
  }

  private Answer said(String command, String proof)
      throws IOException, InterruptedException, Silence {
    var answer = say(command);
    return answer.contains(proof) ? new Answer.Granted() : new Answer.Refused(answer);
  }

  private String say(String command) throws IOException, InterruptedException, Silence {
    return hold(ascii(command + "\n"));
  }

  /// One command for each connection; HAProxy hangs up after its answer.
  private String hold(byte[] said) throws IOException, InterruptedException, Silence {
    try {
      var address = UnixDomainSocketAddress.of(server.socket());
      var hearers = Hearers.atSocket(server.pem());
      var answer = Dialogue.hold(address, said, hearers, timeout).orElseThrow(Silence::new);
      return new String(answer, StandardCharsets.UTF_8).strip().replace('\n', ' ');
    } finally {
      Arrays.fill(said, (byte) 0);
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private sealed interface Answer {
    record Granted() implements Answer {}

    record Refused(String reason) implements Answer {}
  }

  private static final class Silence extends Exception {}

  /// Lines of a PEM file without the empty ones, which would end it early.
  private static final class Payload extends ByteArrayOutputStream {

    Payload(int size) {
      super(size + 1);
    }

    void writeLines(byte[] text) {
      byte last = '\n';
      for (var each : text) {
        if (each != '\r' && (each != '\n' || last != '\n')) {
          write(each);
          last = each;
        }
      }
      if (last != '\n') {
        write('\n');
      }
    }

    byte[] content() {
      return toByteArray();
    }

    @Override
    public void close() {
      Arrays.fill(buf, (byte) 0);
    }
  }
}
