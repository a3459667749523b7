package org.keyferry.repository.delivery;

import java.time.Instant;
import java.util.List;
import org.keyferry.protocol.bundle.AgentId;

/// The last report of an agent.
///
/// @param agentVersion release of the agent program
/// @param generation rises with every report of the host
/// @param at when the round ended, by the host's clock
/// @param receivedAt by the repository's clock
/// @param targets all targets of the host
public record HostReport(
    AgentId agent,
    String agentVersion,
    long generation,
    Instant at,
    Instant receivedAt,
    List<ServedTarget> targets) {

  public HostReport {
    targets = List.copyOf(targets);
  }

  HostReport with(List<ServedTarget> dated) {
    return new HostReport(agent, agentVersion, generation, at, receivedAt, dated);
  }
}
