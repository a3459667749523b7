package org.keyferry.repository.delivery;

import static java.util.stream.Collectors.toMap;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.Map;
import org.keyferry.protocol.bundle.AgentId;
import org.keyferry.repository.agent.LastReports;

/// Tells those who look at agents what they last said of themselves.
@ApplicationScoped
class ReportedHosts implements LastReports {

  private final ServedTargets targets;

  ReportedHosts(ServedTargets targets) {
    this.targets = targets;
  }

  @Override
  public Map<AgentId, LastReport> of(Collection<AgentId> agents) {
    return targets.last(agents).values().stream()
        .collect(
            toMap(
                HostReport::agent,
                report ->
                    new LastReport(
                        report.agentVersion(), report.receivedAt(), report.targets().size())));
  }
}
