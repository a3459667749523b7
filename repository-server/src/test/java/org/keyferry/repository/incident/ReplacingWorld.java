package org.keyferry.repository.incident;

import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.keyferry.protocol.bundle.CertificateId;
import org.keyferry.protocol.bundle.Version;
import org.keyferry.repository.issuance.OrderId;

/// Issuance and hosts that do what they are asked when the test lets them. It outlives the
/// repository.
final class ReplacingWorld implements ReplacementOrders {

  final Map<CertificateId, Integer> placed = new HashMap<>();
  final Set<CertificateId> served = new HashSet<>();
  final Set<CertificateId> refused = new HashSet<>();
  final Set<CertificateId> broken = new HashSet<>();
  final Set<OrderId> heldUp = new HashSet<>();
  private final Map<CertificateId, OrderId> underWay = new HashMap<>();
  private final Map<CertificateId, Version> published = new HashMap<>();
  private final Map<OrderId, String> ended = new HashMap<>();

  /// Every order that is under way comes to its end.
  void issues() {
    underWay.forEach((certificate, order) -> {
      if (refused.contains(certificate)) {
        ended.put(order, "the CA said no");
      } else {
        published.put(certificate, new Version(1, 2));
      }
    });
    underWay.clear();
  }

  /// Every host takes what is published, unless it is broken.
  void serves() {
    published.keySet().stream().filter(each -> !broken.contains(each)).forEach(served::add);
  }

  Optional<OrderId> orderOf(CertificateId certificate) {
    return Optional.ofNullable(underWay.get(certificate));
  }

  Optional<Version> publishedOf(CertificateId certificate) {
    return Optional.ofNullable(published.get(certificate));
  }

  @Override
  public Standing standing(Terms terms, Replacement.Subject subject) {
    var certificate = subject.certificate();
    if (published.containsKey(certificate)) {
      return new Standing.Published(published.get(certificate), Instant.EPOCH);
    }
    return underWay.containsKey(certificate)
        ? new Standing.UnderWay(underWay.get(certificate))
        : new Standing.Nothing();
  }

  @Override
  public Standing standing(Terms terms, Replacement.Ordered ordered) {
    return switch (standing(terms, ordered.subject())) {
      case Standing.Nothing nothing ->
          Optional.ofNullable(ended.get(ordered.order()))
              .<Standing>map(Standing.Ended::new)
              .orElse(nothing);
      case Standing other -> other;
    };
  }

  @Override
  public OrderId order(Terms terms, Replacement.Subject subject) {
    var certificate = subject.certificate();
    var count = placed.merge(certificate, 1, Integer::sum);
    var order = new OrderId(new UUID(count, certificate.value().getLeastSignificantBits()));
    underWay.put(certificate, order);
    return order;
  }

  @Override
  public boolean isHeldUp(OrderId order) {
    return heldUp.contains(order);
  }

  Coverage coverageOf(CertificateId certificate, Instant now) {
    if (served.contains(certificate)) {
      return new Coverage(1, 1, Optional.empty(), Optional.empty());
    }
    return new Coverage(
        1,
        0,
        broken.contains(certificate) && published.containsKey(certificate)
            ? Optional.of(now)
            : Optional.empty(),
        Optional.of("agent web1, target www: rolled-back, nginx -t failed"));
  }
}
