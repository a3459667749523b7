package org.keyferry.repository.incident;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import org.keyferry.protocol.bundle.CertificateId;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.repository.certificate.Certificate;
import org.keyferry.repository.certificate.CertificateVersions;
import org.keyferry.repository.certificate.Certificates;
import org.keyferry.repository.certificate.Policy;
import org.keyferry.repository.issuance.Clearances;
import org.keyferry.repository.issuance.Order;
import org.keyferry.repository.issuance.OrderDesk;
import org.keyferry.repository.issuance.OrderId;
import org.keyferry.repository.issuance.Orders;
import org.keyferry.repository.issuance.StoredOrder;

/// [ReplacementOrders] by the desk at which people order. What is under way for a certificate
/// counts, whoever ordered it; so does what was published meanwhile. A rehearsal counts by itself.
@ApplicationScoped
class DeskReplacementOrders implements ReplacementOrders {

  private final OrderDesk desk;
  private final Orders orders;
  private final Certificates certificates;
  private final CertificateVersions versions;
  private final Clearances clearances;

  DeskReplacementOrders(
      OrderDesk desk,
      Orders orders,
      Certificates certificates,
      CertificateVersions versions,
      Clearances clearances) {
    this.desk = desk;
    this.orders = orders;
    this.certificates = certificates;
    this.versions = versions;
    this.clearances = clearances;
  }

  @Override
  public Standing standing(Terms terms, Replacement.Subject subject) {
    return terms.rehearsal().isPresent() ? new Standing.Nothing() : standing(subject);
  }

  @Override
  public Standing standing(Terms terms, Replacement.Ordered ordered) {
    var placed =
        orders.find(ordered.order()).map(StoredOrder::order).map(DeskReplacementOrders::standing);
    if (terms.rehearsal().isPresent()) {
      return placed.orElseGet(Standing.Nothing::new);
    }
    return switch (standing(ordered.subject())) {
      case Standing.Nothing nothing -> placed.orElse(nothing);
      case Standing other -> other;
    };
  }

  @Override
  public OrderId order(Terms terms, Replacement.Subject subject) {
    var certificate = find(subject.certificate());
    return terms
        .rehearsal()
        .map(ca -> rehearse(certificate, ca))
        .or(() -> desk.plan(certificate))
        .or(() -> underWay(certificate.id()))
        .orElseThrow(() ->
            new IllegalStateException("neither planned nor under way: " + certificate.name()));
  }

  @Override
  public boolean isHeldUp(OrderId order) {
    return orders.toBePlaced(List.of(order)).stream()
        .filter(found -> found.waitsFor().isPresent())
        .anyMatch(found -> clearances.notBefore(found.order().spec().ca()).isEmpty());
  }

  private OrderId rehearse(Certificate certificate, DisplayName ca) {
    var issuer = new Policy.Issuer(ca, Optional.empty());
    return desk.rehearse(certificate.name(), Optional.of(issuer)).order().id();
  }

  private Standing standing(Replacement.Subject subject) {
    return versions
        .newest(subject.certificate())
        .filter(newest -> newest.version().isNewerThan(subject.version()))
        .<Standing>map(newest -> new Standing.Published(newest.version(), newest.publishedAt()))
        .or(() -> underWay(subject.certificate()).map(Standing.UnderWay::new))
        .orElseGet(Standing.Nothing::new);
  }

  private static Standing standing(Order order) {
    return switch (order) {
      case Order.Planned _, Order.Keyed _, Order.Placed _ -> new Standing.UnderWay(order.id());
      case Order.Rehearsed _ -> new Standing.Proven();
      case Order.Invalid invalid -> new Standing.Ended(invalid.reason());
      case Order.Cancelled _ -> new Standing.Ended("its order was cancelled");
      case Order.Valid _ -> new Standing.UnderWay(order.id()); // published; the next look finds it
    };
  }

  private Optional<OrderId> underWay(CertificateId certificate) {
    return Optional.ofNullable(orders.underWay(List.of(certificate)).get(certificate));
  }

  private Certificate find(CertificateId id) {
    return certificates
        .find(id)
        .orElseThrow(() -> new IllegalStateException("certificates are never removed: " + id));
  }
}
