package org.keyferry.repository.delivery.store;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;
import static java.util.stream.Collectors.toMap;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.keyferry.protocol.bundle.AgentId;
import org.keyferry.repository.delivery.HostReport;
import org.keyferry.repository.delivery.ServedListener;
import org.keyferry.repository.delivery.ServedTarget;
import org.keyferry.repository.delivery.ServedTargets;

/// [ServedTargets] in the database.
@ApplicationScoped
@Transactional
class PanacheServedTargets implements ServedTargets {

  private final Rows rows = new Rows();
  private final Reports reports = new Reports();
  private final Listeners listeners = new Listeners();

  @Override
  public void hold(AgentId agent) {
    AdvisoryLock.REPORT.hold(rows.getEntityManager(), agent.value());
  }

  @Override
  public List<ServedTarget> of(AgentId agent) {
    return withListeners(rows.find("key.agent = ?1 order by key.target", agent.value()).list());
  }

  @Override
  public Map<AgentId, HostReport> last(Collection<AgentId> agents) {
    if (agents.isEmpty()) {
      return Map.of();
    }
    var ids = agents.stream().map(AgentId::value).toList();
    var targets =
        withListeners(rows.find("key.agent in ?1 order by key.target", ids).list()).stream()
            .collect(groupingBy(ServedTarget::agent));
    return reports.find("agent in ?1", ids).stream()
        .map(row -> row.toReport(targets.getOrDefault(new AgentId(row.agent), List.of())))
        .collect(toMap(HostReport::agent, Function.identity()));
  }

  @Override
  public void replace(HostReport report) {
    var agent = report.agent().value();
    var row = reports.findById(agent);
    if (row == null) {
      reports.persist(new HostReportRow().take(report));
    } else {
      row.take(report);
    }
    var kept = report.targets().stream().map(target -> target.target().value()).toList();
    rows.delete(
        "key.agent = :agent and key.target not in :kept", Map.of("agent", agent, "kept", kept));
    report.targets().forEach(this::put);
  }

  private void put(ServedTarget target) {
    var row = rows.findById(ServedTargetRow.Key.of(target.key()));
    if (row == null) {
      rows.persist(new ServedTargetRow().take(target));
    } else {
      row.take(target);
    }
    var seen = target.listeners();
    listeners.delete(
        "key.agent = ?1 and key.target = ?2 and key.place >= ?3",
        target.agent().value(),
        target.target().value(),
        seen.size());
    for (var place = 0; place < seen.size(); place++) {
      put(target.key(), place, seen.get(place));
    }
  }

  private void put(ServedTarget.Key target, int place, ServedListener seen) {
    var row = listeners.findById(ServedListenerRow.Key.of(target, place));
    if (row == null) {
      listeners.persist(new ServedListenerRow().take(target, place, seen));
    } else {
      row.take(target, place, seen);
    }
  }

  private List<ServedTarget> withListeners(List<ServedTargetRow> found) {
    var agents = found.stream().map(row -> row.key.agent()).distinct().toList();
    var byTarget =
        listeners.find("key.agent in ?1 order by key.place", agents).stream()
            .collect(
                groupingBy(
                    row -> row.key.ofTarget(), mapping(ServedListenerRow::toListener, toList())));
    return found.stream()
        .map(row -> row.toTarget(byTarget.getOrDefault(row.key, List.of())))
        .toList();
  }

  private static final class Rows
      implements PanacheRepositoryBase<ServedTargetRow, ServedTargetRow.Key> {}

  private static final class Reports implements PanacheRepositoryBase<HostReportRow, UUID> {}

  private static final class Listeners
      implements PanacheRepositoryBase<ServedListenerRow, ServedListenerRow.Key> {}
}
