package org.keyferry.protocol.officer;

import org.jspecify.annotations.Nullable;

/// One CA of a policy.
///
/// @param ca name of the CA
/// @param profile of that CA (draft-ietf-acme-profiles), such as `tlsserver`, or null: the one that
///   the CA takes by itself
public record IssuerView(String ca, @Nullable String profile) {}
