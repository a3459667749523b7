package org.keyferry.repository.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.keyferry.protocol.bundle.AgentId;
import org.keyferry.protocol.pki.Thumbprint;

/// A manifest is used again for half of its freshness, and never when no agent would believe it.
class SignedManifestTest {

  private static final Instant SIGNED = Instant.parse("2026-11-25T12:00:00Z");

  private final SignedManifest manifest =
      new SignedManifest(
          new AgentId(new UUID(7L << 12, 1L << 63)),
          "any",
          Thumbprint.of("any"),
          SignedManifest.contentOf(List.of()),
          SIGNED,
          SIGNED.plus(Duration.ofHours(1)));

  @Test
  void itIsInForceForHalfOfItsFreshness() {
    assertThat(manifest.isInForce(SIGNED)).isTrue();
    assertThat(manifest.isInForce(SIGNED.plus(Duration.ofMinutes(29)))).isTrue();
    assertThat(manifest.isInForce(SIGNED.plus(Duration.ofMinutes(30)))).isFalse();
  }

  @Test
  void theClocksOfTwoReplicasMayDifferALittle() {
    assertThat(manifest.isInForce(SIGNED.minus(Duration.ofSeconds(30)))).isTrue();
  }

  /// The clock was a day ahead when it was signed, and is right now.
  @Test
  void whatAClockAheadHasSignedIsSignedAnew() {
    assertThat(manifest.isInForce(SIGNED.minus(Duration.ofDays(1)))).isFalse();
  }
}
