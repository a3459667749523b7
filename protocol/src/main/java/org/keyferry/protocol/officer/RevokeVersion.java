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
/// @param key which signs the request (RFC 8555 §7.6): `certificate`, or `account` and null: the
///   account's, and the certificate's where that is of no use
/// @param ca name of the CA that issued the version, or null: the one at which it was ordered
public record RevokeVersion(
    String serial,
    String reason,
    boolean replaceFirst,
    @Nullable String patience,
    @Nullable String key,
    @Nullable String ca) {}
