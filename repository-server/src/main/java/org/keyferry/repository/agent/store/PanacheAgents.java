package org.keyferry.repository.agent.store;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import io.quarkus.panache.common.Page;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import jakarta.transaction.Transactional;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.hibernate.exception.ConstraintViolationException;
import org.keyferry.protocol.bundle.AgentId;
import org.keyferry.protocol.pki.Bytes;
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
  private static final UUID FIRST = new UUID(0, 0);

  /// With room to spare: an identity that has expired is refused before anybody asks for it here.
  private static final Duration LONGEST_LIFE_OF_AN_IDENTITY = Duration.ofDays(30);

  /// How long an answer may be on its way to the host.
  private static final Duration LONGEST_ON_ITS_WAY = Duration.ofMinutes(2);

  private final Rows rows = new Rows();

  @Override
  public Optional<Agent> find(AgentId id) {
    return rows.find("id", id.value()).<AgentRow>singleResultOptional().map(AgentRow::toAgent);
  }

  @Override
  public Optional<Agent> held(AgentId id) {
    return row(id, LockModeType.PESSIMISTIC_READ).map(AgentRow::toAgent);
  }

  @Override
  public Optional<Agent> taken(AgentId id) {
    return row(id, LockModeType.PESSIMISTIC_WRITE).map(AgentRow::toAgent);
  }

  private Optional<AgentRow> row(AgentId id, LockModeType lock) {
    var row = rows.findByIdOptional(id.value());
    row.ifPresent(each -> rows.getEntityManager().refresh(each, lock));
    return row;
  }

  @Override
  public Optional<Agent> named(DisplayName name) {
    return rows.find("name = ?1 and state <> ?2", name.value(), Agent.State.REVOKED)
        .<AgentRow>singleResultOptional()
        .map(AgentRow::toAgent);
  }

  @Override
  public Optional<Agent> lastNamed(DisplayName name) {
    return named(name)
        .or(() ->
            rows.find("name = ?1 order by enrolledAt desc", name.value())
                .<AgentRow>firstResultOptional()
                .map(AgentRow::toAgent));
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
  public List<Agent> pageOfAll(Optional<Place> after, int limit) {
    return rows
        .find(
            "name > ?1 or (name = ?1 and id > ?2) order by name, id",
            after.map(each -> each.name().value()).orElse(""),
            after.map(each -> each.id().value()).orElse(FIRST))
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
            "an agent is called "
                + agent.name()
                + ": an officer has to revoke it first, or make a"
                + " token of kind re-enroll");
      }
      throw violation;
    }
  }

  @Override
  public Renewal renewIdentity(
      AgentId id, Thumbprint present, Thumbprint next, Instant expires, Instant now) {
    var row = row(id, LockModeType.PESSIMISTIC_WRITE).orElseThrow();
    var isNewest = row.identity.equals(present.value());
    if (row.state != Agent.State.ENROLLED
        || !(isNewest || present.value().equals(row.previousIdentity))) {
      return Renewal.NOT_PRESENT;
    }
    if (!isNewest && now.isBefore(row.identityIssued.plus(LONGEST_ON_ITS_WAY))) {
      return Renewal.TOO_SOON; // its answer may be there already, and this request be the older one
    }
    if (!isNewest) {
      retire(id, row.identity, now);
    } else if (row.previousIdentity != null) {
      retire(id, row.previousIdentity, now);
    }
    row.previousIdentity = present.value();
    row.identity = next.value();
    row.identityIssued = now;
    row.identityExpires = expires;
    rows.flush();
    return Renewal.RENEWED;
  }

  @Override
  public boolean retirePreviousIdentity(AgentId id, Thumbprint newest, Instant now) {
    var row = row(id, LockModeType.PESSIMISTIC_WRITE).orElseThrow();
    if (!row.identity.equals(newest.value()) || row.previousIdentity == null) {
      return false;
    }
    retire(id, row.previousIdentity, now);
    row.previousIdentity = null;
    rows.flush();
    return true;
  }

  private void retire(AgentId id, String identity, Instant now) {
    rows.getEntityManager().persist(new RetiredIdentityRow().take(id.value(), identity, now));
    rows.getEntityManager()
        .createQuery("delete from RetiredIdentityRow where agent = ?1 and retiredAt < ?2")
        .setParameter(1, id.value())
        .setParameter(2, now.minus(LONGEST_LIFE_OF_AN_IDENTITY))
        .executeUpdate();
  }

  @Override
  public Optional<Instant> retired(AgentId id, Thumbprint identity) {
    return Optional.ofNullable(
            rows.getEntityManager().find(RetiredIdentityRow.class, identity.value()))
        .filter(each -> each.agent.equals(id.value()))
        .map(each -> each.retiredAt);
  }

  @Override
  public boolean enrollAgain(
      AgentId id, Bytes sealingKey, Thumbprint identity, Instant expires, Instant now) {
    var row = row(id, LockModeType.PESSIMISTIC_WRITE).orElseThrow();
    if (row.state == Agent.State.REVOKED) {
      return false;
    }
    row.state = Agent.State.ENROLLED;
    row.enrollment++;
    row.sealingKey = sealingKey.toArray();
    row.identity = identity.value();
    row.identityIssued = now;
    row.identityExpires = expires;
    row.previousIdentity = null;
    row.quarantine = null;
    rows.flush();
    for (var forgotten :
        List.of("RetiredIdentityRow where agent", "ReportedGenerationRow where key.agent")) {
      rows.getEntityManager()
          .createQuery("delete from " + forgotten + " = ?1")
          .setParameter(1, id.value())
          .executeUpdate();
    }
    return true;
  }

  @Override
  public boolean quarantine(AgentId id, int enrollment, String reason) {
    return rows.update(
            "state = ?1, quarantine = ?2 where id = ?3 and state = ?4 and enrollment = ?5",
            Agent.State.QUARANTINED,
            reason,
            id.value(),
            Agent.State.ENROLLED,
            enrollment)
        == 1;
  }

  @Override
  public boolean revoke(AgentId id) {
    return rows.update(
            "state = ?1, quarantine = null where id = ?2 and state <> ?1",
            Agent.State.REVOKED,
            id.value())
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
