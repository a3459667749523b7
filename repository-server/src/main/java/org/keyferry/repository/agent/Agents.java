package org.keyferry.repository.agent;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.keyferry.protocol.bundle.AgentId;
import org.keyferry.protocol.pki.Bytes;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.protocol.pki.Thumbprint;

/// The agents of the repository, revoked ones included.
public interface Agents {

  Optional<Agent> find(AgentId id);

  /// As it is now, and stays until the transaction ends: who wants to change it waits.
  Optional<Agent> held(AgentId id);

  /// As [#held], for one who changes it, or what belongs to it: others who would do so wait.
  Optional<Agent> taken(AgentId id);

  /// The agent that has the name now; a revoked one has lost it.
  Optional<Agent> named(DisplayName name);

  /// The agent that has the name now, or else the last that had it.
  Optional<Agent> lastNamed(DisplayName name);

  /// Agents in the order of their names, without the revoked ones.
  ///
  /// @param after where the page before ended
  List<Agent> page(Optional<DisplayName> after, int limit);

  /// All agents, in the order of their names, then of their ids.
  ///
  /// @param after where the page before ended
  List<Agent> pageOfAll(Optional<Place> after, int limit);

  /// @throws org.keyferry.protocol.problem.ProblemException NAME_TAKEN
  void add(Agent agent);

  /// Makes `next` the newest identity, and `present` the one before. An identity that came between
  /// them and was never used is retired: its answer was lost.
  Renewal renewIdentity(
      AgentId id, Thumbprint present, Thumbprint next, Instant expires, Instant now);

  /// What came of a renewal. Unless it is renewed, nothing is written.
  enum Renewal {
    RENEWED,
    /// The identity between them was issued a moment ago, and may be on its way to the host.
    TOO_SOON,
    /// `present` is neither the newest nor the one before, or the agent is not enrolled.
    NOT_PRESENT
  }

  /// The newest identity was used: the one before is retired.
  ///
  /// @return false if there was none before `newest`, or `newest` is not the newest
  boolean retirePreviousIdentity(AgentId id, Thumbprint newest, Instant now);

  /// When an identity of the agent was retired.
  ///
  /// @return empty for one that was not, and for one from before its last enrollment
  Optional<Instant> retired(AgentId id, Thumbprint identity);

  /// The agent begins anew with these keys, whether it was quarantined or not. All identities that
  /// it had are forgotten, and what it reported by them counts no more.
  ///
  /// @return false if it is revoked; then nothing is written
  boolean enrollAgain(
      AgentId id, Bytes sealingKey, Thumbprint identity, Instant expires, Instant now);

  /// @param enrollment which has two hosts
  /// @param reason a sentence without a full stop
  /// @return false if it is quarantined already, revoked, or has enrolled again; then nothing is
  ///   written
  boolean quarantine(AgentId id, int enrollment, String reason);

  /// @return false if it is revoked already; then nothing is written
  boolean revoke(AgentId id);

  /// Writes down when agents called, many in one go. Not audited.
  void seen(Map<AgentId, Instant> calls);

  /// Of an agent in the order of the list. A name alone is none: revoked agents keep theirs.
  record Place(DisplayName name, AgentId id) {

    private static final String SEPARATOR = "/";

    public static Place of(Agent agent) {
      return new Place(agent.name(), agent.id());
    }

    /// @throws IllegalArgumentException if it is not one that was given out
    public static Place parse(String text) {
      var parts = text.split(SEPARATOR, -1);
      if (parts.length != 2) {
        throw new IllegalArgumentException("not the place of an agent in the list");
      }
      return new Place(new DisplayName(parts[0]), AgentId.parse(parts[1]));
    }

    @Override
    public String toString() {
      return name + SEPARATOR + id;
    }
  }
}
