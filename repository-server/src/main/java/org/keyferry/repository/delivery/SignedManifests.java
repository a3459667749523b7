package org.keyferry.repository.delivery;

import java.util.Optional;
import org.keyferry.protocol.bundle.AgentId;

/// The last manifest of each agent.
public interface SignedManifests {

  /// Waits until nobody else, on any replica, signs a manifest for this agent; holds until the
  /// transaction ends.
  void hold(AgentId agent);

  Optional<SignedManifest> find(AgentId agent);

  /// In the place of the agent's last one.
  void put(SignedManifest manifest);
}
