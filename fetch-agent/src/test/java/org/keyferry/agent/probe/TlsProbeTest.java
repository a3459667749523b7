package org.keyferry.agent.probe;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.keyferry.protocol.pki.DnsName;
import org.keyferry.protocol.pki.KeyType;
import org.keyferry.testkit.FreePort;
import org.keyferry.testkit.ScriptedListener;
import org.keyferry.testkit.ServerPair;

/// A look shows the certificate that a new client is presented, or says why there is none.
@Timeout(60)
class TlsProbeTest {

  private static final Duration LONG = Duration.ofSeconds(20);
  private static final Duration SHORT = Duration.ofMillis(300);
  private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");
  private static final ServerPair OLD = ServerPair.issued(KeyType.EC_P256, "www.example.test", NOW);
  private static final ServerPair NEW = ServerPair.issued(KeyType.EC_P256, "www.example.test", NOW);

  private final TlsProbe probe = new TlsProbe();

  @ParameterizedTest
  @EnumSource(Protocol.class)
  void theLeafIsSeenWhateverComesBeforeTls(Protocol protocol) throws Exception {
    try (var server = listening(protocol)) {
      server.presents(OLD);

      assertThat(probe.look(at(protocol, server), LONG))
          .isEqualTo(new ProbeResult.Served(OLD.leaf()));
    }
  }

  /// RFC 6066 §3: "Literal IPv4 and IPv6 addresses are not permitted in "HostName"."
  @Test
  void anAddressIsNotSentAsAName() throws Exception {
    try (var server = ScriptedListener.tls()) {
      server.presents(OLD);
      var name = Optional.of(new DnsName("www.example.test"));

      probe.look(at(Protocol.TLS, server), LONG);
      probe.look(Listener.tls(new ProbeAddress("127.0.0.1", server.port(), name)), LONG);

      assertThat(server.namesAskedFor()).containsExactly("", "www.example.test");
    }
  }

  /// Nginx and others keep sessions over a reload; who resumes one is not presented anything.
  @Test
  void noSessionIsResumed() throws Exception {
    try (var server = ScriptedListener.tls()) {
      server.speaksOldTls();
      server.presents(OLD, NEW);

      assertThat(probe.look(at(Protocol.TLS, server), LONG))
          .isEqualTo(new ProbeResult.Served(OLD.leaf()));
      assertThat(probe.look(at(Protocol.TLS, server), LONG))
          .isEqualTo(new ProbeResult.Served(NEW.leaf()));
    }
  }

  @ParameterizedTest
  @EnumSource(Protocol.class)
  void aMuteServerIsWaitedForNoLongerThanAllowed(Protocol protocol) throws Exception {
    try (var server = listening(protocol)) {
      server.isMute();

      assertSilent(probe.look(at(protocol, server), SHORT), "longer than 300 ms");
    }
  }

  /// The limit is for the whole look: each octet in time is not enough.
  @Test
  void aServerThatTricklesIsWaitedForNoLongerThanAllowed() throws Exception {
    var never = new CountDownLatch(1);
    try (var server = ScriptedListener.smtp()) {
      server.says(_ -> {
        try {
          return never.await(20, MILLISECONDS) ? -1 : '2';
        } catch (InterruptedException ended) {
          return -1;
        }
      });

      assertSilent(probe.look(at(Protocol.SMTP, server), SHORT), "longer than 300 ms");
    }
  }

  @Test
  void nobodyThereIsSaidAsItIs() throws Exception {
    var nobody =
        new Listener(Protocol.TLS, new ProbeAddress("127.0.0.1", FreePort.tcp(), Optional.empty()));

    assertSilent(probe.look(nobody, LONG), "Connection refused");
  }

  @ParameterizedTest
  @EnumSource(Protocol.class)
  void aServerThatHangsUpIsSaidAsItIs(Protocol protocol) throws Exception {
    try (var server = listening(protocol)) {
      server.hangsUp();

      assertSilent(probe.look(at(protocol, server), LONG), "no TLS handshake with");
    }
  }

  @Test
  void aMailServerWithoutStarttlsIsSaidAsItIs() throws Exception {
    try (var server = ScriptedListener.smtp()) {
      server.says(text("220 hello\r\n250-mail\r\n250 8BITMIME\r\n"));

      assertSilent(probe.look(at(Protocol.SMTP, server), LONG), "does not offer STARTTLS");
    }
  }

  /// What a server says is shown without its control characters.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "554 go \u001b[31maway\r\n",
        "220 hello\r\n250-a\r\n250 STARTTLS\r\n454 \u001b\r\n"
      })
  void aMailServerThatRefusesIsQuotedPrintably(String said) throws Exception {
    try (var server = ScriptedListener.smtp()) {
      server.says(text(said));

      assertSilent(probe.look(at(Protocol.SMTP, server), LONG), "it said '", "\\u001b");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"* BYE busy\r\n", "* PREAUTH you\r\n", "* OK hello\r\na NO never\r\n"})
  void anImapServerThatRefusesIsQuoted(String said) throws Exception {
    try (var server = ScriptedListener.imap()) {
      server.says(text(said));

      assertSilent(probe.look(at(Protocol.IMAP, server), LONG), "it said '");
    }
  }

  @Test
  void aServerThatTalksWithoutEndIsLeft() throws Exception {
    try (var server = ScriptedListener.imap()) {
      server.says(_ -> (int) 'x');

      assertSilent(probe.look(at(Protocol.IMAP, server), LONG), "says too much");
    }
  }

  @Test
  void aServerThatDoesNotSpeakTlsIsSaidAsItIs() throws Exception {
    try (var server = ScriptedListener.tls()) {
      server.says(text("HTTP/1.1 400 Bad Request\r\n\r\n"));

      assertSilent(probe.look(at(Protocol.TLS, server), LONG), "no TLS handshake with 127.0.0.1:");
    }
  }

  private static void assertSilent(ProbeResult result, String... words) {
    assertThat(result)
        .isInstanceOfSatisfying(
            ProbeResult.Silent.class, silent -> assertThat(silent.reason()).contains(words));
  }

  private static IntFunction<Integer> text(String said) {
    var octets = said.getBytes(StandardCharsets.ISO_8859_1);
    return n -> n < octets.length ? octets[n] & 0xff : -1;
  }

  private static ScriptedListener listening(Protocol protocol) {
    return switch (protocol) {
      case TLS -> ScriptedListener.tls();
      case SMTP -> ScriptedListener.smtp();
      case IMAP -> ScriptedListener.imap();
    };
  }

  private static Listener at(Protocol protocol, ScriptedListener server) {
    return new Listener(protocol, new ProbeAddress("127.0.0.1", server.port(), Optional.empty()));
  }
}
