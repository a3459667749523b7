package org.keyferry.protocol.officer;

import org.jspecify.annotations.Nullable;

/// What is wanted of the time from notBefore to notAfter. Durations are those of ISO 8601, such as
/// `P90D`.
///
/// @param shortest that is wanted, or null
/// @param longest that is wanted, or null; it is also asked for, if the CA lets itself be asked
/// @param reason why, for those who read the policy, or null
/// @param otherwise `refuse` or `accept`: what becomes of a certificate that is valid for longer or
///   shorter than that
public record ValidityView(
    @Nullable String shortest,
    @Nullable String longest,
    @Nullable String reason,
    String otherwise) {}
