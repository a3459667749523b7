package org.keyferry.repository.issuance;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Optional;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.protocol.pki.Identifier;

/// Tells when a CA wants to be left alone for so long that it is as good as down: what cannot wait
/// goes to another one. A short pause is waited for.
@ApplicationScoped
public class LongPauses {

  /// What is waited for.
  public static final Duration SHORT = Duration.ofMinutes(15);

  private final AcmePauses pauses;
  private final InstantSource clock;

  public LongPauses(AcmePauses pauses, InstantSource clock) {
    this.pauses = pauses;
    this.clock = clock;
  }

  /// @return when the pause ends; empty if there is none, or not much of it is left
  public Optional<Instant> of(DisplayName ca) {
    return pauses.until(ca, AcmePauses.ALL).filter(this::isLong);
  }

  /// The same of a pause for orders of these names alone.
  public Optional<Instant> of(DisplayName ca, Collection<Identifier> names) {
    return pauses.until(ca, AcmePauses.keyOf(names)).filter(this::isLong);
  }

  boolean isLong(Instant until) {
    return until.isAfter(clock.instant().plus(SHORT));
  }

  static String sentence(DisplayName ca, Instant until) {
    return "the CA " + ca + " wants to be left alone until " + until;
  }
}
