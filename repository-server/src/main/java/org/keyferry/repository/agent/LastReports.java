package org.keyferry.repository.agent;

import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import org.keyferry.protocol.bundle.AgentId;

/// What agents last said of themselves, for those who look at agents. `delivery` knows.
public interface LastReports {

  /// @return for those that have reported
  Map<AgentId, LastReport> of(Collection<AgentId> agents);

  /// @param agentVersion release of the agent program
  /// @param receivedAt when the report came in
  /// @param targets how many targets the host has
  record LastReport(String agentVersion, Instant receivedAt, int targets) {}
}
