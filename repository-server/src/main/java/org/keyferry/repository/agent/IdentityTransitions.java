package org.keyferry.repository.agent;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.transaction.Transactional;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.keyferry.protocol.pki.Thumbprint;
import org.keyferry.protocol.problem.ProblemException;
import org.keyferry.protocol.problem.ProblemType;
import org.keyferry.repository.audit.Actor;
import org.keyferry.repository.audit.Audit;
import org.keyferry.repository.audit.AuditEvent;

/// What the use of an identity changes.
@ApplicationScoped
@Transactional
class IdentityTransitions {

  /// How long a request may have been under way, on a replica that stood still for example.
  private static final Duration LONGEST_ON_ITS_WAY = Duration.ofHours(1);

  /// The connection may be dated by another replica than the replacement.
  private static final Duration CLOCKS_APART = Duration.ofSeconds(5);

  private final Agents agents;
  private final Quarantine quarantine;
  private final Audit audit;
  private final Event<AgentChanged> changes;
  private final InstantSource clock;

  IdentityTransitions(
      Agents agents,
      Quarantine quarantine,
      Audit audit,
      Event<AgentChanged> changes,
      InstantSource clock) {
    this.agents = agents;
    this.quarantine = quarantine;
    this.audit = audit;
    this.changes = changes;
    this.clock = clock;
  }

  /// The newest identity is in use, so the one before it is good no longer.
  void retirePrevious(Agent agent) {
    if (agents.retirePreviousIdentity(agent.id(), agent.identity(), clock.instant())) {
      audit.record(
          AuditEvent.of("agent.identity-used", Actor.agent(agent.id()), agent.name().value())
              .with("agent", agent.id())
              .with("identity", agent.identity()));
      changes.fire(new AgentChanged(agent.id()));
    }
  }

  /// An identity was used that had been replaced. The agent opens no connection with it any more,
  /// so if the connection is younger than the replacement, somebody else has the key. What comes
  /// over an older one may be a request of its own that was under way.
  ///
  /// @param connected when the connection was made
  /// @return the refusal
  ProblemException refusalOfReplaced(Agent agent, Thumbprint identity, Instant connected) {
    var retired = agents.retired(agent.id(), identity);
    if (retired.isEmpty()) {
      return refusal("this identity is from before the host was enrolled again");
    }
    var underWay =
        connected.isBefore(retired.get().plus(CLOCKS_APART))
            && clock.instant().isBefore(retired.get().plus(LONGEST_ON_ITS_WAY));
    if (underWay) {
      return refusal("this identity was replaced by a newer one");
    }
    return quarantine.impose(
        agent,
        "an identity was used that had been replaced at " + retired.get(),
        "identity",
        identity);
  }

  private static ProblemException refusal(String detail) {
    return new ProblemException(ProblemType.IDENTITY_REVOKED, detail);
  }
}
