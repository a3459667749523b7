package org.keyferry.repository.agent;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.protocol.problem.ProblemException;
import org.keyferry.protocol.problem.ProblemType;
import org.keyferry.repository.audit.Audit;
import org.keyferry.repository.audit.AuditEvent;
import org.keyferry.repository.audit.Caller;

/// The agents, for officers.
@ApplicationScoped
@Transactional
public class AgentDesk {

  private static final Logger LOG = Logger.getLogger(AgentDesk.class);

  private final Agents agents;
  private final AgentGate gate;
  private final Audit audit;
  private final Caller caller;
  private final Event<AgentChanged> changes;

  public AgentDesk(
      Agents agents, AgentGate gate, Audit audit, Caller caller, Event<AgentChanged> changes) {
    this.agents = agents;
    this.gate = gate;
    this.audit = audit;
    this.caller = caller;
    this.changes = changes;
  }

  /// Without the revoked ones.
  public List<Agent> page(Optional<DisplayName> after, int limit) {
    return agents.page(after, limit);
  }

  public List<Agent> pageOfAll(Optional<Agents.Place> after, int limit) {
    return agents.pageOfAll(after, limit);
  }

  /// The agent that has the name now.
  public Optional<Agent> find(DisplayName name) {
    return agents.named(name);
  }

  /// The agent that has the name, or else the last that had it.
  ///
  /// @throws ProblemException NOT_FOUND
  public Agent named(DisplayName name) {
    return agents
        .lastNamed(name)
        .orElseThrow(() -> new ProblemException(ProblemType.NOT_FOUND, "no agent " + name));
  }

  /// When the agent last called, as exactly as this replica knows.
  public Optional<Instant> lastSeen(Agent agent) {
    return gate.lastCall(agent.id()).or(agent::lastSeen);
  }

  /// Ends an agent for good. When this returns, no request that it begins is served any more; what
  /// was sealed to it before, it keeps. Its name is free again; it stays in the list.
  ///
  /// @throws ProblemException NOT_FOUND; STATE_CONFLICT if it is revoked already
  public void revoke(DisplayName name) {
    var agent = named(name);
    if (!agents.revoke(agent.id())) {
      throw new ProblemException(
          ProblemType.STATE_CONFLICT, "agent " + name + " is revoked already");
    }
    audit.record(
        AuditEvent.of("agent.revoked", caller.actor(), name.value()).with("agent", agent.id()));
    changes.fire(new AgentChanged(agent.id()));
    LOG.infof("agent revoked agent=%s name=%s", agent.id(), name);
  }
}
