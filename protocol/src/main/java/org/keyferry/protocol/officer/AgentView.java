package org.keyferry.protocol.officer;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An enrolled host.
///
/// @param id minted by the repository
/// @param name what officers call it
/// @param state `enrolled`, `quarantined` or `revoked`
/// @param enrolledAt when
/// @param identityExpires notAfter of its newest identity
/// @param lastSeen when it last asked for its manifest, or null
/// @param grants names of the certificates that it may receive
public record AgentView(
    String id,
    String name,
    String state,
    Instant enrolledAt,
    Instant identityExpires,
    @Nullable Instant lastSeen,
    List<String> grants) {}
