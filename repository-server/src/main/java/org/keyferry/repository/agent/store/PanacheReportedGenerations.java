package org.keyferry.repository.agent.store;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.List;
import org.keyferry.protocol.bundle.AgentId;
import org.keyferry.repository.agent.ReportedGenerations;

/// [ReportedGenerations] in the database.
@ApplicationScoped
@Transactional
class PanacheReportedGenerations implements ReportedGenerations {

  private static final int KEPT = 16;

  private final Rows rows = new Rows();

  @Override
  public List<Reported> of(AgentId agent) {
    return rows.find("key.agent = ?1 order by key.generation desc", agent.value()).stream()
        .map(ReportedGenerationRow::toReported)
        .toList();
  }

  @Override
  public void add(AgentId agent, Reported reported) {
    var known = of(agent);
    rows.persist(new ReportedGenerationRow().take(agent, reported));
    if (known.size() >= KEPT) {
      rows.delete(
          "key.agent = ?1 and key.generation <= ?2",
          agent.value(),
          known.get(KEPT - 1).generation());
    }
  }

  private static final class Rows
      implements PanacheRepositoryBase<ReportedGenerationRow, ReportedGenerationRow.Key> {}
}
