package org.keyferry.repository.renewal;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.keyferry.protocol.bundle.CertificateId;
import org.keyferry.repository.certificate.Certificate;
import org.keyferry.repository.certificate.Certificates;
import org.keyferry.repository.certificate.Policies;
import org.keyferry.repository.certificate.Policy;
import org.keyferry.repository.issuance.Order;
import org.keyferry.repository.issuance.OrderDesk;
import org.keyferry.repository.issuance.OrderSettled;
import org.keyferry.repository.issuance.VersionImported;

/// Plans the next order of each certificate in time.
@ApplicationScoped
@Transactional
public class RenewalDesk {

  private static final Logger LOG = Logger.getLogger(RenewalDesk.class);
  private static final int AT_ONCE = 50;

  private final Renewals renewals;
  private final RenewalTimes times;
  private final OrderDesk orders;
  private final Certificates certificates;
  private final Policies policies;
  private final InstantSource clock;

  public RenewalDesk(
      Renewals renewals,
      RenewalTimes times,
      OrderDesk orders,
      Certificates certificates,
      Policies policies,
      InstantSource clock) {
    this.renewals = renewals;
    this.times = times;
    this.orders = orders;
    this.certificates = certificates;
    this.policies = policies;
    this.clock = clock;
  }

  /// Plans an order for each certificate that is due, some at a time.
  ///
  /// @return whether more may be due
  public boolean planDue() {
    var due = renewals.due(clock.instant(), AT_ONCE);
    due.forEach(this::plan);
    return due.size() == AT_ONCE;
  }

  /// Sets the next date when an order comes to its end, in the same transaction.
  void schedule(@Observes OrderSettled settled) {
    var now = clock.instant();
    switch (settled.order()) {
      case Order.Valid valid -> {
        var certificate = find(valid.spec().certificate());
        var renewAt = times.after(valid.chain().leaf(), policyOf(certificate));
        renewals.succeeded(certificate.id(), renewAt);
        LOG.infof("renewal scheduled certificate=%s at=%s", certificate.name(), renewAt);
      }
      case Order.Invalid invalid -> repeat(invalid.spec().certificate(), now);
      case Order.Cancelled cancelled -> {
        if (renewals.dates(List.of(cancelled.spec().certificate())).isEmpty()) {
          repeat(cancelled.spec().certificate(), now); // it was due, and is
        }
      }
      case Order.Planned _, Order.Keyed _, Order.Placed _, Order.Rehearsed _ ->
          throw new IllegalStateException("no end of an order: " + settled.order().id());
    }
  }

  private void repeat(CertificateId id, Instant now) {
    var failures = renewals.failures(id) + 1;
    var renewAt = times.afterFailure(now, failures);
    renewals.failed(id, renewAt);
    LOG.warnf(
        "order to be repeated certificate=%s failures=%d at=%s",
        find(id).name(), failures, renewAt);
  }

  /// What was brought is renewed like everything else.
  void schedule(@Observes VersionImported imported) {
    var certificate = find(imported.version().certificate());
    var renewAt = times.after(imported.version().chain().leaf(), policyOf(certificate));
    renewals.succeeded(certificate.id(), renewAt);
    LOG.infof("renewal scheduled certificate=%s at=%s", certificate.name(), renewAt);
  }

  private void plan(CertificateId id) {
    orders.plan(find(id));
    renewals.begun(id);
  }

  private Certificate find(CertificateId id) {
    return certificates
        .find(id)
        .orElseThrow(() -> new IllegalStateException("certificates outlive their renewal: " + id));
  }

  private Optional<Double> policyOf(Certificate certificate) {
    return policies.named(certificate.policy()).flatMap(Policy::renewAfter);
  }
}
