package org.keyferry.repository.agent.store;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import io.quarkus.panache.common.Page;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.hibernate.exception.ConstraintViolationException;
import org.keyferry.protocol.bundle.AgentId;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.protocol.pki.Thumbprint;
import org.keyferry.protocol.problem.ProblemException;
import org.keyferry.protocol.problem.ProblemType;
import org.keyferry.repository.agent.Agent;
import org.keyferry.repository.agent.Agents;

/// [Agents] in the database.
@ApplicationScoped
@Transactional
class PanacheAgents implements Agents {

  private static final String NAME_INDEX = "agent_name";

  private final Rows rows = new Rows();

  @Override
  public Optional<Agent> find(AgentId id) {
    return rows.find("id", id.value()).<AgentRow>singleResultOptional().map(AgentRow::toAgent);
  }

  @Override
  public Optional<Agent> held(AgentId id) {
    var row = rows.findByIdOptional(id.value());
    row.ifPresent(each -> rows.getEntityManager().refresh(each, LockModeType.PESSIMISTIC_READ));
    return row.map(AgentRow::toAgent);
  }

  @Override
  public Optional<Agent> named(DisplayName name) {
    return rows.find("name = ?1 and state <> ?2", name.value(), Agent.State.REVOKED)
        .<AgentRow>singleResultOptional()
        .map(AgentRow::toAgent);
  }

  @Override
  public List<Agent> page(Optional<DisplayName> after, int limit) {
    return rows
        .find(
            "state <> ?1 and name > ?2 order by name",
            Agent.State.REVOKED,
            after.map(DisplayName::value).orElse(""))
        .page(Page.ofSize(limit))
        .stream()
        .map(AgentRow::toAgent)
        .toList();
  }

  @Override
  public void add(Agent agent) {
    try {
      rows.persistAndFlush(new AgentRow().take(agent));
    } catch (ConstraintViolationException violation) {
      if (NAME_INDEX.equals(violation.getConstraintName())) {
        throw new ProblemException(
            ProblemType.NAME_TAKEN,
            "an agent is called " + agent.name() + ": an officer has to revoke it first");
      }
      throw violation;
    }
  }

  @Override
  public boolean renewIdentity(AgentId id, Thumbprint present, Thumbprint next, Instant expires) {
    return rows.update(
            "previousIdentity = ?1, identity = ?2, identityExpires = ?3"
                + " where id = ?4 and state = ?5 and (identity = ?1 or previousIdentity = ?1)",
            present.value(),
            next.value(),
            expires,
            id.value(),
            Agent.State.ENROLLED)
        == 1;
  }

  @Override
  public boolean retirePreviousIdentity(AgentId id, Thumbprint newest) {
    return rows.update(
            "previousIdentity = null"
                + " where id = ?1 and identity = ?2 and previousIdentity is not null",
            id.value(),
            newest.value())
        == 1;
  }

  @Override
  public boolean changeState(AgentId id, Agent.State state) {
    return rows.update(
            "state = ?1 where id = ?2 and state <> ?1 and state <> ?3",
            state,
            id.value(),
            Agent.State.REVOKED)
        == 1;
  }

  @Override
  public void seen(Map<AgentId, Instant> calls) {
    var inOneOrder = new TreeMap<UUID, Instant>(); // or two replicas wait for each other
    calls.forEach((id, at) -> inOneOrder.put(id.value(), at));
    inOneOrder.forEach((id, at) ->
        rows.update("lastSeen = ?1 where id = ?2 and (lastSeen is null or lastSeen < ?1)", at, id));
  }

  private static final class Rows implements PanacheRepositoryBase<AgentRow, UUID> {}
}
