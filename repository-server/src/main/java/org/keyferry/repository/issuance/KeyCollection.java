package org.keyferry.repository.issuance;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Duration;
import org.jboss.logging.Logger;
import org.keyferry.repository.audit.Actor;
import org.keyferry.repository.audit.Audit;
import org.keyferry.repository.audit.AuditEvent;

/// Clears away the keys of orders that came to nothing, a day after they were made.
@ApplicationScoped
@Transactional
public class KeyCollection {

  private static final Logger LOG = Logger.getLogger(KeyCollection.class);
  private static final Duration GRACE =
      Duration.ofDays(1); // far longer than a key waits for its order
  private static final int BATCH = 200;

  private final OrphanKeys orphans;
  private final Audit audit;

  public KeyCollection(OrphanKeys orphans, Audit audit) {
    this.orphans = orphans;
    this.audit = audit;
  }

  /// @return how many were cleared away; as many as go in one transaction
  public int collect() {
    var removed = orphans.remove(GRACE, BATCH);
    for (var orphan : removed) {
      audit.record(
          AuditEvent.of("key.collected", Actor.repository(), orphan.key().value().toString())
              .with("certificate", orphan.certificate())
              .with("version", orphan.version()));
    }
    if (!removed.isEmpty()) {
      LOG.infof("keys without an order collected number=%d", removed.size());
    }
    return removed.size();
  }
}
