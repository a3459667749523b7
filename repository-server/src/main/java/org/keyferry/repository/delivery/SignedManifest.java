package org.keyferry.repository.delivery;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.keyferry.protocol.bundle.AgentId;
import org.keyferry.protocol.bundle.Manifest;
import org.keyferry.protocol.pki.Thumbprint;

/// A manifest as it was signed: the same on every replica, until its content changes or half of its
/// freshness is gone.
///
/// @param statement the JWS, compact
/// @param thumbprint of the JWS; in quotes, the ETag
/// @param content [#contentOf] its entries
public record SignedManifest(
    AgentId agent,
    String statement,
    Thumbprint thumbprint,
    Thumbprint content,
    Instant issuedAt,
    Instant freshUntil) {

  /// How far the clocks of two replicas may differ.
  private static final Duration CLOCK_SKEW = Duration.ofMinutes(1);

  /// Strong (RFC 9110 §8.8.3): another signature is another manifest.
  public String entityTag() {
    return '"' + thumbprint.value() + '"';
  }

  /// From then on it is signed anew, so that an agent that misses a few rounds still has a fresh
  /// one.
  public Instant renewAt() {
    return issuedAt.plus(Duration.between(issuedAt, freshUntil).dividedBy(2));
  }

  /// Neither to be signed anew, nor signed by a clock that was ahead, which no agent believes.
  public boolean isInForce(Instant now) {
    return now.isBefore(renewAt()) && !issuedAt.isAfter(now.plus(CLOCK_SKEW));
  }

  public boolean says(List<Manifest.Entry> entries) {
    return content.equals(contentOf(entries));
  }

  /// The same for the same entries in the same order, whenever they are signed.
  public static Thumbprint contentOf(List<Manifest.Entry> entries) {
    var lines = new StringBuilder();
    for (var entry : entries) {
      lines
          .append(entry.certificate())
          .append(' ')
          .append(entry.version())
          .append(' ')
          .append(entry.bundle())
          .append('\n');
    }
    return Thumbprint.of(lines.toString());
  }
}
