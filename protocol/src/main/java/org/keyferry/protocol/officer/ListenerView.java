package org.keyferry.protocol.officer;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What a host last saw at one listener of a target; the members are those of
/// [org.keyferry.protocol.agent.Report.ListenerReport].
///
/// @param since when it was first seen so
public record ListenerView(
    String address,
    String protocol,
    @Nullable String serverName,
    @Nullable String servedSerial,
    @Nullable Instant servedNotAfter,
    @Nullable String fault,
    Instant since) {}
