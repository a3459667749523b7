package org.keyferry.protocol.officer;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The will to have one version of a certificate revoked by the CA that issued it.
///
/// @param id minted by the repository
/// @param certificate name of the certificate
/// @param version `epoch.counter`
/// @param serial serial number of the leaf, hexadecimal
/// @param ca name of the CA
/// @param reason of RFC 5280 §5.3.1
/// @param key which signs the request: `account` or `certificate`
/// @param state `held`, `due`, `revoked`, `refused` or `withdrawn`
/// @param stage `2/3: the CA is to be asked`
/// @param deadline until when it is held at most, or null
/// @param attempts failed attempts at the present step
/// @param nextAttempt when it goes on, or null when settled
/// @param lastError what it waits for, or why it failed, in words a person can act on, or null
/// @param requestedBy officer, or `repository` for an incident
/// @param requestedAt when
public record RevocationView(
    String id,
    String certificate,
    String version,
    String serial,
    String ca,
    String reason,
    String key,
    String state,
    String stage,
    @Nullable Instant deadline,
    int attempts,
    @Nullable Instant nextAttempt,
    @Nullable String lastError,
    String requestedBy,
    Instant requestedAt) {}
