package org.keyferry.protocol.officer;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Whether a CA is asked.
///
/// @param state `closed` (it is), `open` (it is down) or `half-open` (one order finds out)
/// @param since when it was found to be down, or null
/// @param probeAt when an order finds out, or null
/// @param reason why it counts as down, or null
public record CircuitView(
    String state, @Nullable Instant since, @Nullable Instant probeAt, @Nullable String reason) {}
