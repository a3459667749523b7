package org.keyferry.repository.issuance;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.transaction.Transactional;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.keyferry.protocol.pki.SerialNumber;
import org.keyferry.protocol.pki.Thumbprint;
import org.keyferry.repository.audit.Actor;
import org.keyferry.repository.audit.Audit;
import org.keyferry.repository.audit.AuditEvent;
import org.keyferry.repository.certificate.CertificateVersion;
import org.keyferry.repository.certificate.CertificateVersions;
import org.keyferry.repository.certificate.CondemnedVersions;
import org.keyferry.repository.certificate.Validity;

/// Notes down how an order fares, each time in one transaction with all that follows from it.
@ApplicationScoped
@Transactional
public class OrderBook {

  private static final Logger LOG = Logger.getLogger(OrderBook.class);

  private final Orders orders;
  private final CertificateVersions versions;
  private final CondemnedVersions condemned;
  private final Audit audit;
  private final Event<OrderSettled> settled;
  private final InstantSource clock;

  public OrderBook(
      Orders orders,
      CertificateVersions versions,
      CondemnedVersions condemned,
      Audit audit,
      Event<OrderSettled> settled,
      InstantSource clock) {
    this.orders = orders;
    this.versions = versions;
    this.condemned = condemned;
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
      case Order.Rehearsed rehearsed -> noteRehearsed(rehearsed);
      case Order.Cancelled _ -> throw new IllegalArgumentException("somebody cancels: see cancel");
      case Order.Planned _, Order.Keyed _, Order.Ready _, Order.Processing _ ->
          LOG.infof("order moved order=%s state=%s", next.id(), OrderState.of(next));
    }
    return true;
  }

  /// Notes that an officer ended an order.
  ///
  /// @return false if another node was faster; then nothing is written
  public boolean cancel(StoredOrder found, Order.Cancelled next, Actor by) {
    if (!orders.replace(found, next, clock.instant())) {
      return false;
    }
    audit.record(
        AuditEvent.of("order.cancelled", by, next.id().toString())
            .with("certificate", next.spec().certificate())
            .with("version", next.spec().version())
            .with("state", OrderState.of(found.order()))
            .with("reason", next.reason()));
    settle(next);
    LOG.infof("order cancelled order=%s by=%s reason=\"%s\"", next.id(), by, next.reason());
    return true;
  }

  /// Until when the certificate serves that an order is to follow; one that was condemned has
  /// ended.
  public Optional<Instant> inForceUntil(Order order) {
    return versions
        .newest(order.spec().certificate())
        .map(each -> {
          var expires = each.chain().leaf().getNotAfter().toInstant();
          return condemned
              .since(each.certificate(), each.version())
              .filter(expires::isAfter)
              .orElse(expires);
        });
  }

  /// Notes that the other side asked for patience.
  ///
  /// @return false if somebody was faster; then nothing is written
  public boolean noteWaiting(StoredOrder found, Instant until) {
    return orders.noteWaiting(found, until);
  }

  /// Notes that the order is held up, though nothing failed.
  ///
  /// @return false if somebody was faster; then nothing is written
  public boolean noteHeld(StoredOrder found, Instant until, String reason) {
    if (!orders.noteHeld(found, until, reason)) {
      return false;
    }
    if (!found.waitsFor().equals(Optional.of(reason))) {
      LOG.infof(
          "order held order=%s state=%s until=%s reason=\"%s\"",
          found.order().id(), OrderState.of(found.order()), until, reason);
    }
    return true;
  }

  /// Notes that another CA is asked.
  ///
  /// @param reason why not the one before
  public void failOver(StoredOrder found, Order.Keyed next, String reason) {
    if (orders.failOver(found, next, reason, clock.instant())) {
      audit.record(
          event("order.failed-over", next)
              .with("from", found.order().spec().ca())
              .with("to", next.spec().ca())
              .with("reason", reason));
      LOG.warnf(
          "order failed over order=%s from=%s to=%s reason=\"%s\"",
          next.id(), found.order().spec().ca(), next.spec().ca(), reason);
    }
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
            .with("location", order.location())
            .with("aim", order.spec().aim())
            .with("lever", order.lever()));
    LOG.infof(
        "order placed order=%s ca=%s location=%s expires=%s lever=\"%s\"",
        order.id(), order.spec().ca(), order.location(), order.expires(), order.lever());
  }

  private void publish(Order.Valid order, Instant now) {
    var spec = order.spec();
    var version =
        new CertificateVersion(spec.certificate(), spec.version(), order.chain(), order.key(), now);
    if (!versions.publish(version)) {
      throw new IllegalStateException("version " + spec.version() + " was published before");
    }
    var serial = SerialNumber.of(order.chain().leaf());
    var leaf = order.chain().leaf();
    var life = Duration.between(leaf.getNotBefore().toInstant(), leaf.getNotAfter().toInstant());
    audit.record(
        event("order.valid", order)
            .with("serial", serial)
            .with("granted", Validity.shown(life))
            .with("difference", Validity.shown(ValidityEngine.difference(spec.validity(), life))));
    settle(order);
    LOG.infof("order became valid order=%s serial=%s", order.id(), serial);
  }

  private void noteInvalid(Order.Invalid order) {
    order.rogue().ifPresent(rogue -> noteRogue(order, rogue));
    audit.record(event("order.invalid", order).with("reason", order.reason()));
    settle(order);
    LOG.warnf("order became invalid order=%s reason=\"%s\"", order.id(), order.reason());
  }

  /// Its serial number is the CA's to choose, and may be anything: the thumbprint names it.
  private void noteRogue(Order.Invalid order, Order.Rogue rogue) {
    var leaf = Thumbprint.of(rogue.chain().der().getFirst().toArray());
    audit.record(
        event("certificate.rogue", order)
            .with("ca", order.spec().ca())
            .with("fault", rogue.fault())
            .with("leaf", leaf));
    LOG.errorf(
        "rogue certificate kept aside order=%s ca=%s fault=%s leaf=%s",
        order.id(), order.spec().ca(), rogue.fault(), leaf);
  }

  private void noteRehearsed(Order.Rehearsed order) {
    audit.record(event("order.rehearsed", order).with("ca", order.spec().ca()));
    LOG.infof("order rehearsed order=%s ca=%s", order.id(), order.spec().ca());
  }

  /// Nothing follows from a rehearsal.
  private void settle(Order order) {
    if (order.spec().aim() == Aim.PUBLISH) {
      settled.fire(new OrderSettled(order));
    }
  }

  private static AuditEvent event(String kind, Order order) {
    return AuditEvent.of(kind, Actor.repository(), order.id().toString())
        .with("certificate", order.spec().certificate())
        .with("version", order.spec().version());
  }
}
