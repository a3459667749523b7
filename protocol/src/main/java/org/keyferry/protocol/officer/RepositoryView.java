package org.keyferry.protocol.officer;

import java.time.Instant;

/// `GET /v1/repository`: who answers, and to whom.
///
/// @param repository id of the repository
/// @param version release of the server
/// @param officer name of the officer that asks
/// @param officerExpires notAfter of the officer's certificate
/// @param token label of the HSM token
/// @param module the PKCS#11 module's description of itself
/// @param now time of the server
public record RepositoryView(
    String repository,
    String version,
    String officer,
    Instant officerExpires,
    String token,
    String module,
    Instant now) {}
