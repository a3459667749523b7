package org.keyferry.repository.issuance;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.keyferry.protocol.pki.DisplayName;

/// Tells when a CA wants to be left alone for so long that it is as good as down: what cannot wait
/// goes to another one. A short pause is waited for.
@ApplicationScoped
public class LongPauses {

  static final Duration SHORT = Duration.ofMinutes(15);

  private final AcmePauses pauses;
  private final InstantSource clock;

  public LongPauses(AcmePauses pauses, InstantSource clock) {
    this.pauses = pauses;
    this.clock = clock;
  }

  /// @return when the pause ends; empty if there is none, or not much of it is left
  public Optional<Instant> of(DisplayName ca) {
    var soon = clock.instant().plus(SHORT);
    return pauses.until(ca, AcmePauses.ALL).filter(until -> until.isAfter(soon));
  }

  static String sentence(DisplayName ca, Instant until) {
    return "the CA " + ca + " wants to be left alone until " + until;
  }
}
