package org.keyferry.repository.issuance;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.time.InstantSource;
import org.jboss.logging.Logger;
import org.keyferry.protocol.pki.SerialNumber;
import org.keyferry.repository.audit.Actor;
import org.keyferry.repository.audit.Audit;
import org.keyferry.repository.audit.AuditEvent;
import org.keyferry.repository.certificate.CertificateVersion;
import org.keyferry.repository.certificate.CertificateVersions;

/// Notes down how an order fares, each time in one transaction with all that follows from it.
@ApplicationScoped
@Transactional
public class OrderBook {

  private static final Logger LOG = Logger.getLogger(OrderBook.class);

  private final Orders orders;
  private final CertificateVersions versions;
  private final Audit audit;
  private final Event<OrderSettled> settled;
  private final InstantSource clock;

  public OrderBook(
      Orders orders,
      CertificateVersions versions,
      Audit audit,
      Event<OrderSettled> settled,
      InstantSource clock) {
    this.orders = orders;
    this.versions = versions;
    this.audit = audit;
    this.settled = settled;
    this.clock = clock;
  }

  /// Notes a transition. An order that became valid is published by it.
  ///
  /// @return false if another node was faster; then nothing is written
  public boolean enter(StoredOrder found, Order next) {
    var now = clock.instant();
    if (!orders.replace(found, next, now)) {
      return false;
    }
    switch (next) {
      case Order.Pending placed -> notePlaced(placed);
      case Order.Valid valid -> publish(valid, now);
      case Order.Invalid invalid -> noteInvalid(invalid);
      case Order.Planned _, Order.Keyed _, Order.Ready _, Order.Processing _ ->
          LOG.infof("order moved order=%s state=%s", next.id(), OrderState.of(next));
    }
    return true;
  }

  /// Notes that the other side asked for patience.
  public void noteWaiting(StoredOrder found, Instant until) {
    orders.noteWaiting(found, until);
  }

  /// Notes a failed attempt.
  public void noteFailure(StoredOrder found, String reason, Instant nextAttempt) {
    if (orders.noteFailure(found, reason, nextAttempt)) {
      LOG.warnf(
          "order failed to move order=%s state=%s attempts=%d next=%s reason=\"%s\"",
          found.order().id(),
          OrderState.of(found.order()),
          found.attempts() + 1,
          nextAttempt,
          reason);
    }
  }

  private void notePlaced(Order.Pending order) {
    audit.record(
        event("order.placed", order)
            .with("ca", order.spec().ca())
            .with("location", order.location()));
    LOG.infof(
        "order placed order=%s ca=%s location=%s expires=%s",
        order.id(), order.spec().ca(), order.location(), order.expires());
  }

  private void publish(Order.Valid order, Instant now) {
    var spec = order.spec();
    var version =
        new CertificateVersion(spec.certificate(), spec.version(), order.chain(), order.key(), now);
    if (!versions.publish(version)) {
      throw new IllegalStateException("version " + spec.version() + " was published before");
    }
    var serial = SerialNumber.of(order.chain().leaf());
    audit.record(event("order.valid", order).with("serial", serial));
    settled.fire(new OrderSettled(order));
    LOG.infof("order became valid order=%s serial=%s", order.id(), serial);
  }

  private void noteInvalid(Order.Invalid order) {
    audit.record(event("order.invalid", order).with("reason", order.reason()));
    settled.fire(new OrderSettled(order));
    LOG.warnf("order became invalid order=%s reason=\"%s\"", order.id(), order.reason());
  }

  private static AuditEvent event(String kind, Order order) {
    return AuditEvent.of(kind, Actor.repository(), order.id().toString())
        .with("certificate", order.spec().certificate())
        .with("version", order.spec().version());
  }
}
