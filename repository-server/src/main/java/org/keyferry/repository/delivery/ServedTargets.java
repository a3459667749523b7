package org.keyferry.repository.delivery;

import java.util.List;
import java.util.Optional;
import org.keyferry.protocol.bundle.AgentId;
import org.keyferry.protocol.pki.DisplayName;

/// What agents last reported.
public interface ServedTargets {

  /// Waits until nobody else, on any replica, replaces the targets of this agent; holds until the
  /// transaction ends.
  void hold(AgentId agent);

  List<ServedTarget> of(AgentId agent);

  /// Targets in the order of their keys.
  ///
  /// @param agent only of this one, if present
  /// @param certificate only those that ask for this one, if present
  /// @param after where the page before ended
  List<ServedTarget> page(
      Optional<AgentId> agent,
      Optional<DisplayName> certificate,
      Optional<ServedTarget.Key> after,
      int limit);

  /// The last report of the agent.
  Optional<HostReport> last(AgentId agent);

  /// This is the last report of the agent now, and these are all its targets.
  void replace(HostReport report);
}
