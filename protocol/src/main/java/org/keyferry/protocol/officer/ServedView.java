package org.keyferry.protocol.officer;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What a host said of one target in its last report; the members are those of
/// [org.keyferry.protocol.agent.Report.TargetReport].
///
/// @param agent name of the agent
/// @param current version that it should hold, or null
/// @param reportedAt when the report came in
public record ServedView(
    String agent,
    String target,
    String certificate,
    @Nullable String current,
    @Nullable String installed,
    @Nullable String installedSerial,
    @Nullable String servedSerial,
    String state,
    @Nullable String detail,
    Instant reportedAt) {}
