package org.keyferry.protocol.officer;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// One key and chain of a certificate.
///
/// @param version `epoch.counter`
/// @param serial serial number of the leaf, hexadecimal
/// @param issuer distinguished name of the leaf's issuer (RFC 4514)
/// @param notBefore of the leaf
/// @param notAfter of the leaf
/// @param keyType such as `ec-p256`
/// @param chain PEM, leaf first
/// @param publishedAt when agents could first fetch it
/// @param importedBy who brought its key, such as `officer:alice`; null: it was made in the HSM,
///   and was never outside but sealed
/// @param importedAt when it was brought, or null
/// @param revokedAt when its CA revoked it, or null
/// @param revocationReason why (RFC 5280 §5.3.1), or null
public record VersionView(
    String version,
    String serial,
    String issuer,
    Instant notBefore,
    Instant notAfter,
    String keyType,
    String chain,
    Instant publishedAt,
    @Nullable String importedBy,
    @Nullable Instant importedAt,
    @Nullable Instant revokedAt,
    @Nullable String revocationReason) {}
