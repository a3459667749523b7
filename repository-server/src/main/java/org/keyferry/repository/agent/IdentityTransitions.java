package org.keyferry.repository.agent;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.transaction.Transactional;
import org.keyferry.protocol.pki.Thumbprint;
import org.keyferry.repository.audit.Actor;
import org.keyferry.repository.audit.Audit;
import org.keyferry.repository.audit.AuditEvent;

/// What the use of an identity changes.
@ApplicationScoped
@Transactional
class IdentityTransitions {

  private final Agents agents;
  private final Audit audit;
  private final Event<AgentChanged> changes;

  IdentityTransitions(Agents agents, Audit audit, Event<AgentChanged> changes) {
    this.agents = agents;
    this.audit = audit;
    this.changes = changes;
  }

  /// The newest identity is in use, so the one before it is good no longer.
  void retirePrevious(Agent agent) {
    if (agents.retirePreviousIdentity(agent.id(), agent.identity())) {
      audit.record(
          AuditEvent.of("agent.identity-used", Actor.agent(agent.id()), agent.name().value())
              .with("agent", agent.id())
              .with("identity", agent.identity()));
      changes.fire(new AgentChanged(agent.id()));
    }
  }

  /// An identity was used that had been replaced: the agent and somebody else have its key.
  void quarantine(Agent agent, Thumbprint identity) {
    if (agents.changeState(agent.id(), Agent.State.QUARANTINED)) {
      audit.record(
          AuditEvent.of("agent.quarantined", Actor.repository(), agent.name().value())
              .with("agent", agent.id())
              .with("identity", identity));
      changes.fire(new AgentChanged(agent.id()));
    }
  }
}
