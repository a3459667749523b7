package org.keyferry.repository.notice.store;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.time.Instant;
import org.keyferry.repository.notice.Digests;

/// [Digests] in the database: one row, with the moment of the last.
@ApplicationScoped
@Transactional
class SqlDigests implements Digests {

  private final EntityManager entities;

  SqlDigests(EntityManager entities) {
    this.entities = entities;
  }

  @Override
  public boolean take(Instant digest) {
    if (isFirst(digest)) {
      return false;
    }
    return entities
            .createNativeQuery("update last_digest set at = ?1 where at < ?1")
            .setParameter(1, digest)
            .executeUpdate()
        == 1;
  }

  private boolean isFirst(Instant digest) {
    return entities
            .createNativeQuery("insert into last_digest (at) values (?1) on conflict do nothing")
            .setParameter(1, digest)
            .executeUpdate()
        == 1;
  }
}
