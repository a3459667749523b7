package org.keyferry.repository.custody.store;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.Session;
import org.keyferry.custody.KeyRecord;
import org.keyferry.protocol.pki.Bytes;
import org.keyferry.protocol.pki.Thumbprint;
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
  public Optional<KeyRecord> ofPublicKey(Bytes subjectPublicKeyInfo) {
    var session = rows.getEntityManager().unwrap(Session.class);
    session
        .createNativeQuery(
            "select 1 from pg_advisory_xact_lock(hashtextextended(?1, 0))", Integer.class)
        .setParameter(1, "key " + Thumbprint.of(subjectPublicKeyInfo.toArray()))
        .getSingleResult();
    return session
        .createNativeQuery(
            "select * from key_record where sha256(subject_public_key_info) = sha256(?1)",
            KeyRecordRow.class)
        .setParameter(1, subjectPublicKeyInfo.toArray())
        .getResultStream()
        .map(KeyRecordRow::toRecord)
        .findFirst();
  }

  @Override
  public void add(KeyReference reference, KeyRecord record) {
    rows.persist(new KeyRecordRow().take(reference, record));
  }

  private static final class Rows implements PanacheRepositoryBase<KeyRecordRow, UUID> {}
}
