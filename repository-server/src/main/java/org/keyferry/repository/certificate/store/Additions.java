package org.keyferry.repository.certificate.store;

import jakarta.persistence.EntityManager;
import java.util.Objects;

/// Adds a row unless its name is taken, also if two do so at the same moment.
final class Additions {

  private Additions() {}

  /// Of transactions with the same name, one at a time passes here; so the look before the insert
  /// sees what the others did, and no constraint fails.
  static boolean tryToPersist(EntityManager entities, Object row, String name) {
    var table = row.getClass().getSimpleName();
    entities
        .createNativeQuery("select 1 from pg_advisory_xact_lock(hashtextextended(?1, 0))")
        .setParameter(1, table + " " + name)
        .getSingleResult();
    var taken =
        entities
            .createQuery("select count(r) from " + table + " r where r.name = ?1", Long.class)
            .setParameter(1, name)
            .getSingleResult();
    if (Objects.requireNonNull(taken) > 0) {
      return false;
    }
    entities.persist(row);
    entities.flush();
    return true;
  }
}
