package org.keyferry.repository.incident;

import java.time.Instant;
import java.util.Optional;
import org.keyferry.repository.audit.Actor;

/// A revocation as it was found, and how it fares.
///
/// @param revision tells whether somebody else has moved it since
/// @param since when it came into its state
/// @param attempts failed attempts at the present step
/// @param nextAttempt when the next step is due; empty when settled
/// @param lastError why the last attempt failed, or what it waits for
public record StoredRevocation(
    Revocation revocation,
    long revision,
    Actor requestedBy,
    Instant requestedAt,
    Instant since,
    int attempts,
    Optional<Instant> nextAttempt,
    Optional<String> lastError) {

  /// Taken back: while it is held, or, once the CA was asked in vain, while it is not being asked.
  ///
  /// @return empty if it is too late
  Optional<Revocation.Withdrawn> withdrawn(Instant now) {
    return switch (revocation) {
      case Revocation.Held held -> Optional.of(held.withdrawn());
      case Revocation.Due due ->
          attempts > 0 && nextAttempt.filter(now::isBefore).isPresent()
              ? Optional.of(due.withdrawn())
              : Optional.empty();
      case Revocation.Revoked _, Revocation.Refused _, Revocation.Withdrawn _ -> Optional.empty();
    };
  }
}
