package org.keyferry.protocol.officer;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// One certificate of an incident.
///
/// @param certificate name of the certificate
/// @param wave that it belongs to, from 1
/// @param version `epoch.counter` of the one that must go
/// @param serial of that version, hexadecimal
/// @param state `waiting`, `ordered`, `issued`, `served`, `revoked`, `rehearsed` or `failed`
/// @param reason of a failure, in words a person can act on, or null
/// @param since when it came into the state
public record IncidentCertificateView(
    String certificate,
    int wave,
    String version,
    String serial,
    String state,
    @Nullable String reason,
    Instant since) {}
