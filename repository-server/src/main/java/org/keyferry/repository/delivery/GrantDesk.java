package org.keyferry.repository.delivery;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.transaction.Transactional;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.keyferry.protocol.bundle.AgentId;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.protocol.problem.ProblemException;
import org.keyferry.protocol.problem.ProblemType;
import org.keyferry.repository.agent.Agent;
import org.keyferry.repository.agent.Agents;
import org.keyferry.repository.audit.Actor;
import org.keyferry.repository.audit.Audit;
import org.keyferry.repository.audit.AuditEntry;
import org.keyferry.repository.audit.AuditEvent;
import org.keyferry.repository.audit.Caller;
import org.keyferry.repository.certificate.Certificate;
import org.keyferry.repository.certificate.Certificates;

/// What officers do with grants.
@ApplicationScoped
@Transactional
public class GrantDesk {

  private static final Logger LOG = Logger.getLogger(GrantDesk.class);
  private static final int AFTER_ALL_OTHERS = 10_000;

  private final Grants grants;
  private final Agents agents;
  private final Certificates certificates;
  private final Audit audit;
  private final Caller caller;
  private final InstantSource clock;

  public GrantDesk(
      Grants grants,
      Agents agents,
      Certificates certificates,
      Audit audit,
      Caller caller,
      InstantSource clock) {
    this.grants = grants;
    this.agents = agents;
    this.certificates = certificates;
    this.audit = audit;
    this.caller = caller;
    this.clock = clock;
  }

  /// @throws ProblemException REFERENCE_UNKNOWN naming `agent` or `certificate`; STATE_CONFLICT if
  ///   the agent is not enrolled, or has the grant
  public NamedGrant add(DisplayName agentName, DisplayName certificateName) {
    var agent =
        agents.named(agentName).orElseThrow(() -> unknown("agent", "no agent " + agentName));
    var certificate =
        certificates
            .named(certificateName)
            .orElseThrow(() -> unknown("certificate", "no certificate " + certificateName));
    requireEnrolled(agent);
    var now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    var grant = new Grant(agent.id(), certificate.id(), now, caller.actor());
    if (!grants.add(grant)) {
      throw new ProblemException(
          ProblemType.STATE_CONFLICT,
          "agent " + agentName + " has a grant to " + certificateName + " already");
    }
    record("grant.added", grant.key(), agent.name(), certificate.name(), caller.actor());
    LOG.infof("grant added agent=%s certificate=%s", agentName, certificateName);
    return new NamedGrant(agent.name(), certificate.name(), grant);
  }

  /// The agent keeps what it has: it is told no more, and gets no more.
  ///
  /// @throws ProblemException NOT_FOUND
  public void remove(DisplayName agentName, DisplayName certificateName) {
    var key =
        keyOf(agentName, certificateName)
            .filter(grants::remove)
            .orElseThrow(() -> missing(agentName, certificateName));
    record("grant.removed", key, agentName, certificateName, caller.actor());
    LOG.infof("grant removed agent=%s certificate=%s", agentName, certificateName);
  }

  /// @throws ProblemException NOT_FOUND
  public NamedGrant find(DisplayName agentName, DisplayName certificateName) {
    return keyOf(agentName, certificateName)
        .flatMap(grants::find)
        .map(this::named)
        .orElseThrow(() -> missing(agentName, certificateName));
  }

  /// Grants in the order of their keys.
  public List<NamedGrant> page(Optional<Grant.Key> after, int limit) {
    return grants.page(after, limit).stream().map(this::named).toList();
  }

  /// The grants of an agent end with it. That may fail, and nobody else is to miss the entry then.
  void onRevocation(@Observes @Priority(AFTER_ALL_OTHERS) AuditEntry entry) {
    if (!entry.event().kind().equals("agent.revoked")) {
      return;
    }
    entry.event().fact("agent").map(AgentId::parse).ifPresent(this::removeAll);
  }

  /// Ends the grants of agents whose revocation nobody heard of: the feed may have failed, or the
  /// replica died.
  public void removeThoseOfTheRevoked() {
    grants.revokedAgents().stream()
        .flatMap(each -> removed(each).stream())
        .toList()
        .forEach(this::recordRemoval);
  }

  private void removeAll(AgentId agent) {
    removed(agent).forEach(this::recordRemoval);
  }

  /// To be recorded when all are gone: who records something locks nothing more.
  private List<Grant> removed(AgentId agent) {
    return grants.of(agent).stream()
        .filter(grant -> grants.remove(grant.key())) // or another replica was faster
        .toList();
  }

  private void recordRemoval(Grant grant) {
    var named = named(grant);
    record("grant.removed", grant.key(), named.agent(), named.certificate(), Actor.repository());
  }

  /// It stays so until the grant is written: a revocation removes what it finds.
  private void requireEnrolled(Agent agent) {
    var state = agents.held(agent.id()).map(Agent::state).orElseThrow();
    if (state != Agent.State.ENROLLED) {
      throw new ProblemException(
          ProblemType.STATE_CONFLICT,
          "agent " + agent.name() + " is " + state + "; only enrolled agents get grants");
    }
  }

  private Optional<Grant.Key> keyOf(DisplayName agentName, DisplayName certificateName) {
    return agents
        .named(agentName)
        .flatMap(agent ->
            certificates
                .named(certificateName)
                .map(certificate -> new Grant.Key(agent.id(), certificate.id())));
  }

  /// Agents and certificates are never removed.
  private NamedGrant named(Grant grant) {
    return new NamedGrant(
        agents.find(grant.agent()).map(Agent::name).orElseThrow(),
        certificates.find(grant.certificate()).map(Certificate::name).orElseThrow(),
        grant);
  }

  private void record(
      String kind, Grant.Key key, DisplayName agent, DisplayName certificate, Actor actor) {
    audit.record(
        AuditEvent.of(kind, actor, agent + " " + certificate)
            .with("agent", key.agent())
            .with("certificate", key.certificate()));
  }

  private static ProblemException unknown(String field, String detail) {
    return ProblemException.at(ProblemType.REFERENCE_UNKNOWN, field, detail);
  }

  private static ProblemException missing(DisplayName agent, DisplayName certificate) {
    return new ProblemException(
        ProblemType.NOT_FOUND, "agent " + agent + " has no grant to " + certificate);
  }

  /// A grant with the names that people know it by.
  public record NamedGrant(DisplayName agent, DisplayName certificate, Grant grant) {}
}
