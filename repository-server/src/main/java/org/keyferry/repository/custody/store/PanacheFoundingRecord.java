package org.keyferry.repository.custody.store;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.Optional;
import org.keyferry.repository.custody.FoundingRecord;

/// [FoundingRecord] in the database.
@ApplicationScoped
@Transactional
class PanacheFoundingRecord implements FoundingRecord {

  private final Rows rows = new Rows();

  @Override
  public Optional<Founding> find() {
    return rows.findByIdOptional(true).map(RepositoryRow::toFounding);
  }

  @Override
  public Founding write(Founding founding) {
    return find()
        .orElseGet(() -> {
          rows.persistAndFlush(new RepositoryRow().take(founding));
          return founding;
        });
  }

  private static final class Rows implements PanacheRepositoryBase<RepositoryRow, Boolean> {}
}
