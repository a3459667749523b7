package org.keyferry.repository.issuance.store;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.UUID;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.repository.certificate.OrdersUnderWay;

/// [OrdersUnderWay] in the database.
@ApplicationScoped
@Transactional
class PanacheOrdersUnderWay implements OrdersUnderWay {

  private final Rows rows = new Rows();

  @Override
  public long at(DisplayName ca) {
    return rows.count(
        "ca = ?1 and state not in ('valid', 'invalid', 'cancelled', 'rehearsed')", ca.value());
  }

  private static final class Rows implements PanacheRepositoryBase<OrderRow, UUID> {}
}
