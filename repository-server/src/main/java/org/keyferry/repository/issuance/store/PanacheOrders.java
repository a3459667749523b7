package org.keyferry.repository.issuance.store;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.keyferry.protocol.bundle.CertificateId;
import org.keyferry.protocol.bundle.Version;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.repository.issuance.Order;
import org.keyferry.repository.issuance.OrderId;
import org.keyferry.repository.issuance.OrderState;
import org.keyferry.repository.issuance.Orders;
import org.keyferry.repository.issuance.StoredOrder;

/// [Orders] in the database. Rows stay in here; orders go in and out.
@ApplicationScoped
@Transactional
class PanacheOrders implements Orders {

  private static final int MOST_LOOKED_AT = 100;
  private static final String UNDER_WAY =
      "state not in ('valid', 'invalid', 'cancelled', 'rehearsed')";

  private final Rows rows = new Rows();

  @Override
  public Optional<StoredOrder> find(OrderId id) {
    return rows.findByIdOptional(id.value()).map(OrderRow::toStoredOrder);
  }

  @Override
  public Map<CertificateId, OrderId> underWay(Collection<CertificateId> certificates) {
    var ids = certificates.stream().map(CertificateId::value).toList();
    return rows.find("certificate in ?1 and aim = 'publish' and " + UNDER_WAY, ids).stream()
        .collect(
            Collectors.toMap(
                row -> new CertificateId(row.certificate), row -> new OrderId(row.id)));
  }

  @Override
  public List<StoredOrder> toBePlaced(Collection<OrderId> orders) {
    var ids = orders.stream().map(OrderId::value).toList();
    return rows.find("id in ?1 and state in ('planned', 'keyed') order by id", ids).stream()
        .map(OrderRow::toStoredOrder)
        .toList();
  }

  @Override
  public boolean isRehearsed(CertificateId certificate) {
    return rows.count("certificate = ?1 and aim = 'rehearse' and " + UNDER_WAY, certificate.value())
        > 0;
  }

  @Override
  public long rogues() {
    return rows.count("rogue is not null");
  }

  @Override
  public Optional<String> troubleWith(DisplayName ca) {
    return rows.find("ca = ?1 and attempts > 0 and " + UNDER_WAY + " order by id desc", ca.value())
        .firstResultOptional()
        .map(row -> row.lastError);
  }

  @Override
  public Optional<DisplayName> issuerOf(CertificateId certificate, Version version) {
    return rows.find(
            "certificate = ?1 and epoch = ?2 and counter = ?3 and state = 'valid'",
            certificate.value(),
            version.epoch(),
            version.counter())
        .firstResultOptional()
        .map(row -> new DisplayName(row.ca));
  }

  @Override
  public List<StoredOrder> page(
      Optional<CertificateId> certificate,
      Optional<OrderState> state,
      Optional<OrderId> after,
      int limit) {
    var conditions = new ArrayList<String>();
    var values = new ArrayList<Object>();
    certificate.ifPresent(each -> {
      values.add(each.value());
      conditions.add("certificate = ?" + values.size());
    });
    state.ifPresent(each -> {
      values.add(each.toString());
      conditions.add("state = ?" + values.size());
    });
    after.ifPresent(each -> {
      values.add(each.value());
      conditions.add("id < ?" + values.size());
    });
    var where = conditions.isEmpty() ? "" : String.join(" and ", conditions) + " ";
    return rows.find(where + "order by id desc", values.toArray()).page(0, limit).stream()
        .map(OrderRow::toStoredOrder)
        .toList();
  }

  @Override
  public boolean add(Order.Planned order, Instant placedAt) {
    var busy =
        switch (order.spec().aim()) {
          case PUBLISH -> !underWay(List.of(order.spec().certificate())).isEmpty();
          case REHEARSE -> isRehearsed(order.spec().certificate());
        };
    if (busy) {
      return false;
    }
    rows.persistAndFlush(new OrderRow().take(order, placedAt));
    return true;
  }

  @Override
  public boolean replace(StoredOrder found, Order next, Instant now) {
    return change(found, row -> row.takeState(next, now));
  }

  @Override
  public boolean noteWaiting(StoredOrder found, Instant until) {
    return change(found, row -> row.noteWaiting(until));
  }

  @Override
  public void noteIssuer(OrderId order, String because) {
    rows.findById(order.value()).issuerReason = because;
  }

  @Override
  public boolean noteHeld(StoredOrder found, Instant until, String reason) {
    return change(found, row -> row.noteHeld(until, reason));
  }

  @Override
  public boolean failOver(StoredOrder found, Order.Keyed next, String reason, Instant now) {
    return change(found, row -> row.failOver(next, reason, now));
  }

  @Override
  public Map<DisplayName, Integer> failuresInARow(CertificateId certificate) {
    return rows
        .find(
            "certificate = ?1 and aim = 'publish' and state in ('valid', 'invalid') order by id"
                + " desc",
            certificate.value())
        .page(0, MOST_LOOKED_AT)
        .stream()
        .takeWhile(row -> !row.state.equals("valid"))
        .collect(Collectors.toMap(row -> new DisplayName(row.ca), _ -> 1, Integer::sum));
  }

  @Override
  public boolean noteFailure(StoredOrder found, String reason, Instant nextAttempt) {
    return change(found, row -> row.noteFailure(reason, nextAttempt));
  }

  private boolean change(StoredOrder found, Consumer<OrderRow> change) {
    var row =
        rows.findByIdOptional(found.order().id().value(), LockModeType.PESSIMISTIC_WRITE)
            .filter(each -> each.revision == found.revision());
    row.ifPresent(change);
    rows.flush();
    return row.isPresent();
  }

  private static final class Rows implements PanacheRepositoryBase<OrderRow, UUID> {}
}
