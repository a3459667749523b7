package org.keyferry.repository.issuance.rest;

import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.util.Optional;
import org.keyferry.protocol.officer.OrderValidityView;
import org.keyferry.protocol.officer.OrderView;
import org.keyferry.protocol.officer.RogueView;
import org.keyferry.protocol.pki.AriCertId;
import org.keyferry.protocol.pki.Identifier;
import org.keyferry.repository.certificate.Validity;
import org.keyferry.repository.issuance.Order;
import org.keyferry.repository.issuance.OrderDesk;
import org.keyferry.repository.issuance.OrderState;
import org.keyferry.repository.issuance.OrderValidity;
import org.keyferry.repository.issuance.StoredOrder;
import org.keyferry.repository.issuance.ValidityEngine;
import org.keyferry.repository.issuance.ValidityLever;

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
        order.spec().identifiers().stream().map(Identifier::value).toList(),
        order.spec().ca().value(),
        state.toString(),
        state.stage(),
        locationOf(order).map(URI::toString).orElse(null),
        stored.attempts(),
        stored.nextAttempt().orElse(null),
        stored.lastError().orElse(null),
        order.spec().aim().toString(),
        order.spec().replaces().map(AriCertId::value).orElse(null),
        stored.validity().map(each -> viewOf(each, order.spec().validity())).orElse(null),
        rogueIn(order).orElse(null),
        stored.waitsFor().orElse(null),
        stored.issuerReason().orElse(null),
        stored.placedAt());
  }

  private static Optional<URI> locationOf(Order order) {
    return switch (order) {
      case Order.Planned _, Order.Keyed _ -> Optional.empty();
      case Order.Placed placed -> Optional.of(placed.location());
      case Order.Valid valid -> Optional.of(valid.location());
      case Order.Invalid invalid -> invalid.location();
      case Order.Cancelled cancelled -> cancelled.location();
      case Order.Rehearsed rehearsed -> Optional.of(rehearsed.location());
    };
  }

  private static OrderValidityView viewOf(OrderValidity validity, Validity wanted) {
    var granted = validity.granted();
    var difference =
        granted
            .map(each -> ValidityEngine.difference(wanted, each.life()))
            .filter(each -> !each.isZero());
    return new OrderValidityView(
        switch (validity.lever()) {
          case ValidityLever.NotAfter _ -> "not-after";
          case ValidityLever.Profile _ -> "profile";
          case ValidityLever.None _ -> "none";
        },
        validity.lever() instanceof ValidityLever.NotAfter(var date) ? date : null,
        validity.lever() instanceof ValidityLever.Profile(var name) ? name : null,
        granted.map(OrderValidity.Granted::notBefore).orElse(null),
        granted.map(OrderValidity.Granted::notAfter).orElse(null),
        granted.map(each -> Validity.shown(each.life())).orElse(null),
        difference.map(Validity::shown).orElse(null));
  }

  private static Optional<RogueView> rogueIn(Order order) {
    return order instanceof Order.Invalid invalid
        ? invalid.rogue().map(each -> new RogueView(each.fault().toString(), each.chain().toPem()))
        : Optional.empty();
  }
}
