package org.keyferry.repository.delivery;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.keyferry.protocol.bundle.AgentId;

/// What agents should hold: their grants, with the newest version of each certificate.
public interface Expectations {

  /// @return for those of the agents that have grants; each in the order of the certificates' names
  Map<AgentId, List<Expectation>> of(Collection<AgentId> agents);
}
