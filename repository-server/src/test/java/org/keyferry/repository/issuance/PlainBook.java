package org.keyferry.repository.issuance;

import jakarta.enterprise.event.Event;
import java.time.InstantSource;
import java.util.Optional;
import org.keyferry.protocol.bundle.AuditCheckpoint;
import org.keyferry.repository.audit.Audit;
import org.keyferry.repository.audit.AuditChain;
import org.keyferry.repository.audit.AuditEvent;

/// A book without transactions: one line is noted, or none.
final class PlainBook extends OrderBook {

  private final Orders orders;
  private final InstantSource clock;

  @SuppressWarnings({"NullAway", "unchecked"}) // nobody is told of what is settled
  PlainBook(Orders orders, InstantSource clock) {
    super(
        orders,
        new KnownVersions(),
        (_, _) -> Optional.empty(),
        new NoAudit(),
        (Event<OrderSettled>) null,
        clock);
    this.orders = orders;
    this.clock = clock;
  }

  @Override
  public boolean enter(StoredOrder found, Order next) {
    return orders.replace(found, next, clock.instant());
  }

  private record NoAudit() implements Audit {

    @Override
    public void record(AuditEvent event) {}

    @Override
    public AuditCheckpoint checkpoint() {
      return AuditChain.start();
    }
  }
}
