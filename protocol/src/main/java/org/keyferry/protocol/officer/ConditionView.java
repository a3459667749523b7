package org.keyferry.protocol.officer;

import java.time.Instant;

/// Something that somebody must see to.
///
/// @param kind `expired`, `agent-quarantined`, `repository-expiring`, `incident-paused`,
///   `revocation-failing`, `renewal-overdue`, `ca-down`, `drift`, `agent-silent`,
///   `identity-expiring`, `officer-expiring` or `token-expiring`
/// @param subject what it is about, such as the name of a certificate
/// @param since when it began
/// @param sentence what is wrong, and what to do
public record ConditionView(String kind, String subject, Instant since, String sentence) {}
