package org.keyferry.protocol.officer;

import org.jspecify.annotations.Nullable;

/// Body of `POST /v1/certificates/{name}/revocations`.
///
/// @param serial serial number of the version, hexadecimal
/// @param reason of RFC 5280 §5.3.1, such as `keyCompromise`
/// @param replaceFirst whether a newer version is to be served everywhere before; one is ordered if
///   there is none
/// @param patience ISO 8601 duration after which it is revoked all the same, or null: never; only
///   with `replaceFirst`
public record RevokeVersion(
    String serial, String reason, boolean replaceFirst, @Nullable String patience) {}
