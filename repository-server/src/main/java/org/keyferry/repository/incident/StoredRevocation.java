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
    Optional<String> lastError) {}
