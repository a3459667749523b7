package org.keyferry.protocol.officer;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A managed certificate.
///
/// @param id minted by the repository
/// @param name what officers and hosts call it
/// @param identifiers DNS names and IP addresses (RFC 5952)
/// @param policy name of the policy
/// @param version of the newest, `epoch.counter`, or null before the first
/// @param notAfter of the newest
/// @param renewAt when the next order is due, or null before the first version
/// @param order id of the order that is under way, or null
public record CertificateView(
    String id,
    String name,
    List<String> identifiers,
    String policy,
    @Nullable String version,
    @Nullable Instant notAfter,
    @Nullable Instant renewAt,
    @Nullable String order) {}
