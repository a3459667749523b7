package org.keyferry.repository.notice.store;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.keyferry.repository.notice.Condition;
import org.keyferry.repository.notice.OpenCondition;
import org.keyferry.repository.notice.OpenConditions;

/// [OpenConditions] in the database.
@ApplicationScoped
@Transactional
class PanacheOpenConditions implements OpenConditions {

  private static final Comparator<OpenCondition> BY_WEIGHT =
      Comparator.comparing((OpenCondition each) -> each.condition().kind())
          .thenComparing(each -> each.condition().subject());

  private final Rows rows = new Rows();

  @Override
  public List<OpenCondition> hold() {
    return sorted(rows.findAll().withLock(LockModeType.PESSIMISTIC_WRITE).stream());
  }

  @Override
  public List<OpenCondition> all() {
    return sorted(rows.streamAll());
  }

  @Override
  public void found(Collection<Condition> conditions, Instant now) {
    for (var each : conditions) {
      rows.findByIdOptional(ConditionRow.keyOf(each))
          .ifPresentOrElse(
              row -> row.see(each, now), () -> rows.persist(new ConditionRow().take(each, now)));
    }
  }

  @Override
  public void ended(Collection<Condition> conditions) {
    conditions.forEach(each -> rows.deleteById(ConditionRow.keyOf(each)));
  }

  private static List<OpenCondition> sorted(Stream<ConditionRow> found) {
    return found.map(ConditionRow::toOpen).sorted(BY_WEIGHT).toList();
  }

  private static final class Rows
      implements PanacheRepositoryBase<ConditionRow, ConditionRow.Key> {}
}
