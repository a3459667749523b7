package org.keyferry.repository.agent;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.keyferry.protocol.bundle.AgentId;
import org.keyferry.protocol.pki.Thumbprint;
import org.keyferry.protocol.problem.ProblemException;
import org.keyferry.protocol.problem.ProblemType;
import org.keyferry.repository.audit.AuditEntry;
import org.keyferry.repository.audit.ChangeFeed;
import org.keyferry.repository.custody.IdentityAuthority;
import org.keyferry.repository.custody.RepositoryIdentities;

/// Says which agent presents a certificate, for each request anew.
///
/// What it knows it has in memory, so that thousands of polls cost no query. A change of an agent
/// is known here when its transaction has committed, and on other replicas when the audit record
/// reaches them.
@ApplicationScoped
public class AgentGate {

  private static final int MOST_REMEMBERED = 100_000;

  private final Agents agents;
  private final IdentityTransitions transitions;
  private final RepositoryIdentities identities;
  private final InstantSource clock;
  private final ChangeFeed feed;

  /// What the agent CA has signed, by thumbprint; the signature is checked once.
  private final Map<Thumbprint, AgentId> genuine = new ConcurrentHashMap<>();

  private final Map<AgentId, Agent> known = new ConcurrentHashMap<>();
  private final Map<AgentId, Instant> calls = new ConcurrentHashMap<>();

  public AgentGate(
      Agents agents,
      IdentityTransitions transitions,
      RepositoryIdentities identities,
      InstantSource clock,
      ChangeFeed feed) {
    this.agents = agents;
    this.transitions = transitions;
    this.identities = identities;
    this.clock = clock;
    this.feed = feed;
  }

  /// Blocks for the database if the agent is not in memory, or something about it changes.
  ///
  /// @param connected when the connection was made that it was presented on
  /// @throws ProblemException IDENTITY_REQUIRED if it is no agent's certificate or has expired;
  ///   IDENTITY_REVOKED if it is good no longer; AGENT_QUARANTINED
  public Agent admit(X509Certificate presented, Instant connected) {
    return admit(
        presented, (agent, identity) -> transitions.refusalOfReplaced(agent, identity, connected));
  }

  /// As [#admit], for a request that was admitted when it came and has waited since. If its
  /// identity was replaced meanwhile, nobody has used the old one: it is refused, and no more.
  public Agent admitWaiting(X509Certificate presented) {
    return admit(
        presented,
        (_, _) ->
            new ProblemException(
                ProblemType.IDENTITY_REVOKED, "this identity was replaced by a newer one"));
  }

  private Agent admit(
      X509Certificate presented,
      BiFunction<Agent, Thumbprint, ProblemException> refusalOfReplaced) {
    var fromMemory = admitFromMemory(presented);
    if (fromMemory.isPresent()) {
      return fromMemory.get();
    }
    if (genuine.size() > MOST_REMEMBERED) {
      genuine.clear(); // years of renewals; it fills again
    }
    var thumbprint = RepositoryIdentities.thumbprintOf(presented);
    var id = genuine.computeIfAbsent(thumbprint, _ -> idIn(presented));
    refuseIfExpired(presented);
    forget(id); // what was in memory did not suffice
    var agent =
        Optional.ofNullable(known.computeIfAbsent(id, this::find))
            .orElseThrow(() -> new ProblemException(ProblemType.IDENTITY_REVOKED, "no such agent"));
    return admit(agent, thumbprint, refusalOfReplaced);
  }

  /// As [#admit], but never blocks: empty if it would have to.
  public Optional<Agent> admitFromMemory(X509Certificate presented) {
    var thumbprint = RepositoryIdentities.thumbprintOf(presented);
    var id = genuine.get(thumbprint);
    if (id == null) {
      return Optional.empty();
    }
    refuseIfExpired(presented);
    var agent = known.get(id);
    if (agent == null || !feed.isLive() || !isCurrent(agent, thumbprint)) {
      return Optional.empty();
    }
    calls.put(agent.id(), clock.instant());
    return Optional.of(agent);
  }

  /// Writes down who called since the last time. To be called about once a minute.
  public void writeDownCalls() {
    var batch = new HashMap<AgentId, Instant>();
    for (var id : List.copyOf(calls.keySet())) {
      var at = calls.remove(id);
      if (at != null) {
        batch.put(id, at);
      }
    }
    if (!batch.isEmpty()) {
      agents.seen(batch);
    }
  }

  /// When an agent called, if that is not written down yet.
  Optional<Instant> lastCall(AgentId id) {
    return Optional.ofNullable(calls.get(id));
  }

  void changedHere(@Observes(during = TransactionPhase.AFTER_SUCCESS) AgentChanged change) {
    forget(change.id());
  }

  void changedAnywhere(@Observes AuditEntry entry) {
    if (entry.event().kind().startsWith("agent.")) {
      entry.event().fact("agent").map(AgentId::parse).ifPresent(this::forget);
    }
  }

  private void forget(AgentId id) {
    known.remove(id);
  }

  private @Nullable Agent find(AgentId id) {
    return agents.find(id).orElse(null);
  }

  /// In force, and no predecessor to retire.
  private static boolean isCurrent(Agent agent, Thumbprint identity) {
    return agent.state() == Agent.State.ENROLLED
        && (agent.previousIdentity().isEmpty()
            ? agent.identity().equals(identity)
            : agent.previousIdentity().get().equals(identity));
  }

  /// To be asked of agents' certificates only, since the refusal speaks of one.
  private void refuseIfExpired(X509Certificate presented) {
    var end = presented.getNotAfter().toInstant();
    if (clock.instant().isAfter(end)) {
      throw new ProblemException(
          ProblemType.IDENTITY_REQUIRED,
          "the agent's identity expired at "
              + end
              + ": enroll the host again (an officer: keyferry tokens create AGENT --re-enroll)");
    }
  }

  private Agent admit(
      Agent agent,
      Thumbprint identity,
      BiFunction<Agent, Thumbprint, ProblemException> refusalOfReplaced) {
    agent.requireEnrolled();
    if (agent.identity().equals(identity)) {
      if (agent.previousIdentity().isPresent()) {
        transitions.retirePrevious(agent);
      }
    } else if (!agent.hasIdentity(identity)) {
      throw refusalOfReplaced.apply(agent, identity);
    }
    calls.put(agent.id(), clock.instant());
    return agent;
  }

  private AgentId idIn(X509Certificate presented) {
    if (!identities.agents().issued(presented)) {
      throw new ProblemException(
          ProblemType.IDENTITY_REQUIRED, "the certificate was not issued to an agent");
    }
    return AgentId.parse(IdentityAuthority.commonName(presented));
  }
}
