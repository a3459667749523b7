package org.keyferry.protocol.officer;

/// `POST /v1/tokens`: makes a token for one enrollment.
///
/// @param agent name that the agent will have
/// @param validFor ISO 8601 duration, `PT1M` to `P30D`
public record AddEnrollmentToken(String agent, String validFor) {}
