package org.keyferry.protocol.officer;

import org.jspecify.annotations.Nullable;

/// How certificates are made and renewed. Also the body of `POST /v1/policies`.
///
/// @param name what officers call it
/// @param ca name of the CA
/// @param keyType such as `ec-p256`
/// @param longestValidity of a certificate, ISO 8601 duration, such as `P90D`, or null: what the CA
///   grants
/// @param renewAfter share of the validity after which a certificate is renewed, 0.1 to 0.95, or
///   null: 2/3, or 1/2 of lives up to ten days
/// @param challenge `http-01` or `dns-01`
/// @param custody `sealed`
public record PolicyView(
    String name,
    String ca,
    String keyType,
    @Nullable String longestValidity,
    @Nullable Double renewAfter,
    String challenge,
    String custody) {}
