package org.keyferry.repository.delivery.store;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.keyferry.protocol.bundle.AgentId;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.repository.delivery.HostReport;
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
    return withListeners(
        rows.find(String.join(" and ", conditions) + " order by key.agent, key.target", values)
            .page(0, limit)
            .list());
  }

  @Override
  public Optional<HostReport> last(AgentId agent) {
    return reports.findByIdOptional(agent.value()).map(row -> row.toReport(of(agent)));
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
    listeners.delete("key.agent = ?1", agent);
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
    for (var place = 0; place < seen.size(); place++) {
      listeners.persist(new ServedListenerRow().take(target.key(), place, seen.get(place)));
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
