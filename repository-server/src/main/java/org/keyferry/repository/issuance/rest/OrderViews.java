package org.keyferry.repository.issuance.rest;

import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.util.Optional;
import org.keyferry.protocol.officer.OrderView;
import org.keyferry.protocol.pki.DnsName;
import org.keyferry.repository.issuance.Order;
import org.keyferry.repository.issuance.OrderDesk;
import org.keyferry.repository.issuance.OrderState;
import org.keyferry.repository.issuance.StoredOrder;

/// Orders as officers see them.
@ApplicationScoped
class OrderViews {

  private final OrderDesk desk;

  OrderViews(OrderDesk desk) {
    this.desk = desk;
  }

  OrderView of(StoredOrder stored) {
    var order = stored.order();
    var state = OrderState.of(order);
    return new OrderView(
        order.id().toString(),
        desk.nameOf(order.spec().certificate()).value(),
        order.spec().identifiers().stream().map(DnsName::value).toList(),
        order.spec().ca().value(),
        state.toString(),
        state.stage(),
        locationOf(order).map(URI::toString).orElse(null),
        stored.attempts(),
        stored.nextAttempt().orElse(null),
        stored.lastError().orElse(null),
        stored.placedAt());
  }

  private static Optional<URI> locationOf(Order order) {
    return switch (order) {
      case Order.Planned _, Order.Keyed _ -> Optional.empty();
      case Order.Placed placed -> Optional.of(placed.location());
      case Order.Valid valid -> Optional.of(valid.location());
      case Order.Invalid invalid -> invalid.location();
    };
  }
}
