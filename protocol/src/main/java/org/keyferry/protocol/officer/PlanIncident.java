package org.keyferry.protocol.officer;

import org.jspecify.annotations.Nullable;

/// Body of `POST /v1/incidents`.
///
/// @param name what officers will call it
/// @param canary how many certificates are tried first, 0 to 1000
/// @param waveSize how many certificates a wave has after that, 1 to 10000
/// @param stopOnError how many of a hundred certificates of a wave may fail, 0 to 100
/// @param patience ISO 8601 duration from an order until all hosts serve what came of it
/// @param revoke why what was replaced is revoked (RFC 5280 §5.3.1), or null: it is not
/// @param rehearsal name of the staging CA at which it is only rehearsed, or null
public record PlanIncident(
    String name,
    IncidentSelection selection,
    int canary,
    int waveSize,
    int stopOnError,
    String patience,
    @Nullable String revoke,
    @Nullable String rehearsal) {}
