package org.keyferry.repository.renewal;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.keyferry.protocol.bundle.CertificateId;
import org.keyferry.repository.certificate.Outlooks;
import org.keyferry.repository.issuance.OrderId;
import org.keyferry.repository.issuance.Orders;

/// [Outlooks] by what is scheduled and under way.
@ApplicationScoped
class RenewalOutlooks implements Outlooks {

  private final Renewals renewals;
  private final Orders orders;

  RenewalOutlooks(Renewals renewals, Orders orders) {
    this.renewals = renewals;
    this.orders = orders;
  }

  @Override
  public Map<CertificateId, Outlook> of(Collection<CertificateId> certificates) {
    var dates = renewals.dates(certificates);
    var underWay = orders.underWay(certificates);
    var outlooks = new HashMap<CertificateId, Outlook>();
    for (var each : certificates) {
      outlooks.put(
          each,
          new Outlook(
              Optional.ofNullable(dates.get(each)),
              Optional.ofNullable(underWay.get(each)).map(OrderId::value)));
    }
    return outlooks;
  }
}
