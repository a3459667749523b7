package org.keyferry.repository.delivery.store;

import jakarta.persistence.EntityManager;
import java.util.UUID;

/// One at a time, on all replicas together, to the end of the transaction. Two ids may share a
/// lock; then one waits without need.
enum AdvisoryLock {
  SEALING(800),
  MANIFEST(801),
  REPORT(802);

  private final int space;

  AdvisoryLock(int space) {
    this.space = space;
  }

  void hold(EntityManager session, UUID id) {
    session
        .createNativeQuery("select 1 from pg_advisory_xact_lock(?1, hashtext(?2))")
        .setParameter(1, space)
        .setParameter(2, id.toString())
        .getSingleResult();
  }
}
