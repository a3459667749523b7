package org.keyferry.repository.delivery;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.keyferry.protocol.bundle.AgentId;

/// What agents last reported.
public interface ServedTargets {

  /// Waits until nobody else, on any replica, replaces the targets of this agent; holds until the
  /// transaction ends.
  void hold(AgentId agent);

  List<ServedTarget> of(AgentId agent);

  /// The last report of each of the agents that has sent one.
  Map<AgentId, HostReport> last(Collection<AgentId> agents);

  /// This is the last report of the agent now, and these are all its targets.
  void replace(HostReport report);
}
