package org.keyferry.repository.delivery.store;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.keyferry.protocol.bundle.AgentId;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.repository.delivery.ServedTarget;
import org.keyferry.repository.delivery.ServedTargets;

/// [ServedTargets] in the database.
@ApplicationScoped
@Transactional
class PanacheServedTargets implements ServedTargets {

  private final Rows rows = new Rows();

  @Override
  public void hold(AgentId agent) {
    AdvisoryLock.REPORT.hold(rows.getEntityManager(), agent.value());
  }

  @Override
  public List<ServedTarget> of(AgentId agent) {
    return rows.find("key.agent = ?1 order by key.target", agent.value()).stream()
        .map(ServedTargetRow::toTarget)
        .toList();
  }

  @Override
  public List<ServedTarget> page(
      Optional<AgentId> agent,
      Optional<DisplayName> certificate,
      Optional<ServedTarget.Key> after,
      int limit) {
    var conditions = new ArrayList<>(List.of("1 = 1"));
    var values = new HashMap<String, Object>();
    agent.ifPresent(id -> {
      conditions.add("key.agent = :agent");
      values.put("agent", id.value());
    });
    certificate.ifPresent(name -> {
      conditions.add("certificate = :certificate");
      values.put("certificate", name.value());
    });
    after.ifPresent(key -> {
      conditions.add(
          "(key.agent > :afterAgent or key.agent = :afterAgent and key.target > :afterTarget)");
      values.put("afterAgent", key.agent().value());
      values.put("afterTarget", key.target().value());
    });
    return rows
        .find(String.join(" and ", conditions) + " order by key.agent, key.target", values)
        .page(0, limit)
        .stream()
        .map(ServedTargetRow::toTarget)
        .toList();
  }

  @Override
  public void replace(AgentId agent, List<ServedTarget> targets) {
    var kept = targets.stream().map(target -> target.target().value()).toList();
    rows.delete(
        "key.agent = :agent and key.target not in :kept",
        Map.of("agent", agent.value(), "kept", kept));
    for (var target : targets) {
      var row = rows.findById(ServedTargetRow.Key.of(target.key()));
      if (row == null) {
        rows.persist(new ServedTargetRow().take(target));
      } else {
        row.take(target);
      }
    }
  }

  private static final class Rows
      implements PanacheRepositoryBase<ServedTargetRow, ServedTargetRow.Key> {}
}
