package org.keyferry.protocol.officer;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// An agent may receive a certificate. As the body of `POST /v1/grants` it has the two names only.
///
/// @param agent name of the agent
/// @param certificate name of the certificate
/// @param grantedAt when, or null in a request
/// @param grantedBy name of the officer, or null in a request
public record GrantView(
    String agent, String certificate, @Nullable Instant grantedAt, @Nullable String grantedBy) {}
