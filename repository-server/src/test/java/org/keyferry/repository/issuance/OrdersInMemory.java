package org.keyferry.repository.issuance;

import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.keyferry.protocol.bundle.CertificateId;
import org.keyferry.protocol.bundle.Version;
import org.keyferry.protocol.pki.DisplayName;

/// Orders in the memory of a test.
final class OrdersInMemory implements Orders {

  private final Map<OrderId, StoredOrder> orders = new LinkedHashMap<>();

  @Override
  public Optional<StoredOrder> find(OrderId id) {
    return Optional.ofNullable(orders.get(id));
  }

  @Override
  public Map<CertificateId, OrderId> underWay(Collection<CertificateId> certificates) {
    return Map.of();
  }

  @Override
  public List<StoredOrder> toBePlaced(Collection<OrderId> ids) {
    return orders.values().stream()
        .filter(each -> ids.contains(each.order().id()))
        .filter(
            each -> each.order() instanceof Order.Planned || each.order() instanceof Order.Keyed)
        .toList();
  }

  @Override
  public boolean isRehearsed(CertificateId certificate) {
    return false;
  }

  @Override
  public long rogues() {
    return 0;
  }

  @Override
  public Optional<String> troubleWith(DisplayName ca) {
    return Optional.empty();
  }

  @Override
  public Optional<DisplayName> issuerOf(CertificateId certificate, Version version) {
    return orders.values().stream()
        .map(each -> each.order().spec())
        .filter(each -> each.certificate().equals(certificate) && each.version().equals(version))
        .findFirst()
        .map(CertificateSpec::ca);
  }

  @Override
  public List<StoredOrder> page(
      Optional<CertificateId> certificate,
      Optional<OrderState> state,
      Optional<OrderId> after,
      int limit) {
    return List.copyOf(orders.values());
  }

  @Override
  public boolean add(Order.Planned order, Instant placedAt) {
    put(order, 0, placedAt, 0, placedAt, Optional.empty());
    return true;
  }

  @Override
  public boolean replace(StoredOrder found, Order next, Instant now) {
    return isCurrent(found)
        && put(next, found.revision() + 1, found.placedAt(), 0, now, Optional.empty());
  }

  @Override
  public boolean noteWaiting(StoredOrder found, Instant until) {
    return isCurrent(found)
        && put(found.order(), found.revision() + 1, found.placedAt(), 0, until, Optional.empty());
  }

  @Override
  public void noteIssuer(OrderId order, String because) {
    var found = find(order).orElseThrow();
    orders.put(
        order,
        new StoredOrder(
            found.order(),
            found.revision(),
            found.placedAt(),
            found.attempts(),
            found.nextAttempt(),
            found.lastError(),
            found.validity(),
            found.waitsFor(),
            Optional.of(because)));
  }

  @Override
  public boolean noteHeld(StoredOrder found, Instant until, String reason) {
    return noteWaiting(found, until);
  }

  @Override
  public boolean failOver(StoredOrder found, Order.Keyed next, String reason, Instant now) {
    return replace(found, next, now);
  }

  @Override
  public Map<DisplayName, Integer> failuresInARow(CertificateId certificate) {
    return Map.of();
  }

  @Override
  public boolean noteFailure(StoredOrder found, String reason, Instant nextAttempt) {
    return isCurrent(found)
        && put(
            found.order(),
            found.revision() + 1,
            found.placedAt(),
            found.attempts() + 1,
            nextAttempt,
            Optional.of(reason));
  }

  private boolean isCurrent(StoredOrder found) {
    return find(found.order().id()).filter(each -> each.revision() == found.revision()).isPresent();
  }

  private boolean put(
      Order order,
      long revision,
      Instant placedAt,
      int attempts,
      Instant next,
      Optional<String> error) {
    orders.put(
        order.id(),
        new StoredOrder(
            order,
            revision,
            placedAt,
            attempts,
            Optional.of(next),
            error,
            Optional.empty(),
            Optional.empty(),
            Optional.empty()));
    return true;
  }
}
