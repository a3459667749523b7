package org.keyferry.repository.agent;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.keyferry.protocol.bundle.AgentId;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.protocol.pki.Thumbprint;

/// The agents of the repository, revoked ones included.
public interface Agents {

  Optional<Agent> find(AgentId id);

  /// As it is now, and stays until the transaction ends: who wants to change it waits.
  Optional<Agent> held(AgentId id);

  /// The agent that has the name now; a revoked one has lost it.
  Optional<Agent> named(DisplayName name);

  /// Agents in the order of their names, without the revoked ones.
  ///
  /// @param after where the page before ended
  List<Agent> page(Optional<DisplayName> after, int limit);

  /// @throws org.keyferry.protocol.problem.ProblemException NAME_TAKEN
  void add(Agent agent);

  /// Makes `next` the newest identity, and `present` the one before. An identity that came between
  /// them and was never used is forgotten: its answer was lost.
  ///
  /// @return false if `present` is neither the newest nor the one before, or the agent is not
  ///   enrolled; then nothing is written
  boolean renewIdentity(AgentId id, Thumbprint present, Thumbprint next, Instant expires);

  /// The newest identity was used: the one before is good no longer.
  ///
  /// @return false if there was none before `newest`, or `newest` is not the newest
  boolean retirePreviousIdentity(AgentId id, Thumbprint newest);

  /// @return false if it was in the state already, or is revoked; then nothing is written
  boolean changeState(AgentId id, Agent.State state);

  /// Writes down when agents called, many in one go. Not audited.
  void seen(Map<AgentId, Instant> calls);
}
