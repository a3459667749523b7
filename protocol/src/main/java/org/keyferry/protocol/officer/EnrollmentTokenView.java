package org.keyferry.protocol.officer;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// An enrollment token.
///
/// @param id minted by the repository
/// @param agent name that the agent will have, or has
/// @param kind `enroll`, or `re-enroll` for a host that stays the agent it was
/// @param expires when it stops being good
/// @param state `open`, `used` or `expired`
/// @param token the token itself, only in the answer that made it; it is kept nowhere
public record EnrollmentTokenView(
    String id, String agent, String kind, Instant expires, String state, @Nullable String token) {

  @Override
  public String toString() {
    return "EnrollmentTokenView[id=" + id + ", agent=" + agent + ", state=" + state + "]";
  }
}
