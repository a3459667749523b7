package org.keyferry.protocol.officer;

import org.jspecify.annotations.Nullable;

/// Body of `POST /v1/certificates/{name}/rehearsals`: an order that proves all names and ends
/// before the request is handed in.
///
/// @param issuer the CA, such as the staging CA, or null: the first of the policy
public record Rehearse(@Nullable IssuerView issuer) {}
