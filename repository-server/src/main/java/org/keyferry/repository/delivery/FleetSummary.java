package org.keyferry.repository.delivery;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.keyferry.repository.agent.Agent;

/// How the fleet stands, in numbers.
///
/// @param agents by state, without the revoked
/// @param silent agents that have not called for long
/// @param targets that agents have reported
/// @param drift lines of the inventory by what is wrong with them; one may count more than once
/// @param earliestExpiry of all that is served
/// @param oldestReport the last report of the agent whose last report is the oldest
/// @param newestReport the last report of all
public record FleetSummary(
    Map<Agent.State, Long> agents,
    long silent,
    long targets,
    Map<Drift.Kind, Long> drift,
    Optional<Instant> earliestExpiry,
    Optional<Instant> oldestReport,
    Optional<Instant> newestReport) {

  public FleetSummary {
    agents = Map.copyOf(agents);
    drift = Map.copyOf(drift);
  }
}
