package org.keyferry.protocol.officer;

import org.jspecify.annotations.Nullable;

/// `POST /v1/tokens`: makes a token for one enrollment.
///
/// @param agent name that the agent will have, or has
/// @param validFor ISO 8601 duration, `PT1M` to `P30D`
/// @param kind `enroll` for a new agent, which is meant if it is missing; `re-enroll` for a host
///   that stays the agent of that name
public record AddEnrollmentToken(String agent, String validFor, @Nullable String kind) {}
