package org.keyferry.repository.agent;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.transaction.Transactional;
import org.jboss.logging.Logger;
import org.keyferry.protocol.problem.ProblemException;
import org.keyferry.protocol.problem.ProblemType;
import org.keyferry.repository.audit.Actor;
import org.keyferry.repository.audit.Audit;
import org.keyferry.repository.audit.AuditEvent;

/// Where an agent goes when two hosts seem to have its state. Which of them is the right one cannot
/// be known from here, so neither gets anything until an officer has looked.
@ApplicationScoped
@Transactional
class Quarantine {

  private static final Logger LOG = Logger.getLogger(Quarantine.class);

  private final Agents agents;
  private final Audit audit;
  private final Event<AgentChanged> changes;

  Quarantine(Agents agents, Audit audit, Event<AgentChanged> changes) {
    this.agents = agents;
    this.audit = audit;
    this.changes = changes;
  }

  /// @param reason a sentence without a full stop
  /// @param fact name of the fact that shows it, for the audit record
  /// @return the refusal; not thrown here, since that would undo it. IDENTITY_REVOKED if the host
  ///   has enrolled again since: then what is said of its enrollment before counts no more
  ProblemException impose(Agent agent, String reason, String fact, Object value) {
    if (agents.quarantine(agent.id(), agent.enrollment(), reason)) {
      audit.record(
          AuditEvent.of("agent.quarantined", Actor.repository(), agent.name().value())
              .with("agent", agent.id())
              .with("reason", reason)
              .with(fact, value));
      changes.fire(new AgentChanged(agent.id()));
      LOG.errorf(
          "agent quarantined agent=%s name=%s reason=\"%s\"", agent.id(), agent.name(), reason);
    } else if (agents.find(agent.id()).filter(now -> isLater(now, agent)).isPresent()) {
      return new ProblemException(
          ProblemType.IDENTITY_REVOKED, "this identity is from before the host was enrolled again");
    }
    return new ProblemException(
        ProblemType.AGENT_QUARANTINED,
        "agent " + agent.name() + " is quarantined, since two hosts may have its state: " + reason);
  }

  private static boolean isLater(Agent now, Agent before) {
    return now.enrollment() > before.enrollment();
  }
}
