package org.keyferry.agent.cycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.keyferry.agent.probe.Listener;
import org.keyferry.agent.probe.ProbeAddress;
import org.keyferry.agent.probe.ProbeResult;
import org.keyferry.protocol.pki.KeyType;
import org.keyferry.testkit.ServerPair;
import org.keyferry.testkit.TurnableClock;

class WatchTest {

  private static final Listener WEB = listener("127.0.0.1:443");
  private static final Listener MAIL = listener("127.0.0.1:993");

  private final TurnableClock clock = TurnableClock.at("2026-11-26T12:00:00Z");
  private final X509Certificate leaf =
      ServerPair.issued(KeyType.EC_P256, "www.example.test", clock.instant()).leaf();

  /// Twelve handshakes to each of the two, and ten seconds are long over.
  @Test
  void aBusyHostThatServesIsGivenTheTimeThatItTakes() throws Exception {
    var watch = watch((_, longest) -> answersAfter(Duration.ofSeconds(2), longest));

    var proof = watch.prove(List.of(WEB, MAIL), leaf, Watch.PATIENCE);

    assertThat(proof.isSteady()).as(proof.reason()).isTrue();
  }

  /// A hang takes no longer than one look may, and then patience is over.
  @Test
  void aListenerThatFallsSilentEndsThePatience() throws Exception {
    var before = clock.instant();
    var watch =
        watch((listener, longest) ->
            listener.equals(WEB)
                ? answersAfter(Duration.ofMillis(100), longest)
                : answersAfter(Duration.ofHours(1), longest));

    var proof = watch.prove(List.of(WEB, MAIL), leaf, Watch.PATIENCE);

    assertThat(proof.isSteady()).isFalse();
    assertThat(proof.silent()).extracting(Look::listener).containsExactly(MAIL);
    assertThat(Duration.between(before, clock.instant())).isLessThan(Duration.ofSeconds(30));
  }

  private Watch watch(Watch.Probe probe) {
    return new Watch(probe, clock::turn, clock);
  }

  private ProbeResult answersAfter(Duration time, Duration longest) {
    if (time.compareTo(longest) > 0) {
      clock.turn(longest);
      return new ProbeResult.Silent("it took longer than " + longest);
    }
    clock.turn(time);
    return new ProbeResult.Served(leaf);
  }

  private static Listener listener(String address) {
    return Listener.tls(ProbeAddress.parse(address, Optional.empty()));
  }
}
