package org.keyferry.repository.custody.store;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.Optional;
import java.util.UUID;
import org.keyferry.custody.KeyRecord;
import org.keyferry.repository.custody.KeyRecords;
import org.keyferry.repository.custody.KeyReference;

/// [KeyRecords] in the database.
@ApplicationScoped
@Transactional
class PanacheKeyRecords implements KeyRecords {

  private final Rows rows = new Rows();

  @Override
  public Optional<KeyRecord> find(KeyReference reference) {
    return rows.findByIdOptional(reference.value()).map(KeyRecordRow::toRecord);
  }

  @Override
  public void add(KeyReference reference, KeyRecord record) {
    rows.persist(new KeyRecordRow().take(reference, record));
  }

  private static final class Rows implements PanacheRepositoryBase<KeyRecordRow, UUID> {}
}
