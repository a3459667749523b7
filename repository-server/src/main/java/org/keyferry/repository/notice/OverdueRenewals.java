package org.keyferry.repository.notice;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.keyferry.repository.certificate.Certificate;
import org.keyferry.repository.certificate.Certificates;
import org.keyferry.repository.issuance.Orders;
import org.keyferry.repository.issuance.StoredOrder;
import org.keyferry.repository.renewal.Renewals;

/// Certificates whose renewal should have come to its end long ago. A single order that fails is no
/// reason to wake anybody: the next one most likely does not.
@ApplicationScoped
class OverdueRenewals implements ConditionSource {

  private static final int MOST = 1000;

  private final Renewals renewals;
  private final Certificates certificates;
  private final Orders orders;

  OverdueRenewals(Renewals renewals, Certificates certificates, Orders orders) {
    this.renewals = renewals;
    this.certificates = certificates;
    this.orders = orders;
  }

  @Override
  public List<Condition> find(Instant now) {
    return renewals.overdue(now, MOST).stream()
        .flatMap(overdue ->
            certificates.find(overdue.certificate()).stream()
                .map(certificate -> conditionOf(certificate, overdue.since())))
        .toList();
  }

  private Condition conditionOf(Certificate certificate, Instant since) {
    var trouble =
        orders.page(Optional.of(certificate.id()), Optional.empty(), Optional.empty(), 1).stream()
            .findFirst()
            .flatMap(StoredOrder::lastError)
            .map(reason -> "the last order: " + reason)
            .orElse("its order has not come to an end");
    return new Condition(
        Condition.Kind.RENEWAL_OVERDUE,
        certificate.name().value(),
        since,
        trouble + "; keyferry orders list --certificate " + certificate.name());
  }
}
