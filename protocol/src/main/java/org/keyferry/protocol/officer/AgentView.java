package org.keyferry.protocol.officer;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An enrolled host.
///
/// @param id minted by the repository
/// @param name what officers call it
/// @param state `enrolled`, `quarantined` or `revoked`
/// @param quarantine why it is quarantined, a sentence; null if it is not
/// @param enrolledAt when, for the first time
/// @param identityExpires notAfter of its newest identity
/// @param lastSeen when it last asked for its manifest, or null
/// @param grants names of the certificates that it may receive
/// @param agentVersion release of the agent program, by its last report, or null
/// @param reportedAt when the last report came in, or null
/// @param targets how many targets the host has, by its last report
public record AgentView(
    String id,
    String name,
    String state,
    @Nullable String quarantine,
    Instant enrolledAt,
    Instant identityExpires,
    @Nullable Instant lastSeen,
    List<String> grants,
    @Nullable String agentVersion,
    @Nullable Instant reportedAt,
    int targets) {}
