package org.keyferry.repository.renewal;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.transaction.Transactional;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jboss.logging.Logger;
import org.keyferry.protocol.bundle.CertificateId;
import org.keyferry.protocol.pki.CertificateChain;
import org.keyferry.protocol.pki.RevocationReason;
import org.keyferry.repository.certificate.Certificate;
import org.keyferry.repository.certificate.CertificateVersions;
import org.keyferry.repository.certificate.Certificates;
import org.keyferry.repository.certificate.Policies;
import org.keyferry.repository.certificate.Policy;
import org.keyferry.repository.certificate.VersionCondemned;
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
  private static final int TICKS_IN_A_LIFE = 20;
  private static final Duration SHORTEST_TICK = Duration.ofSeconds(1);

  private final Renewals renewals;
  private final RenewalTimes times;
  private final OrderDesk orders;
  private final Certificates certificates;
  private final CertificateVersions versions;
  private final Policies policies;
  private final RenewalConfig config;
  private final InstantSource clock;

  public RenewalDesk(
      Renewals renewals,
      RenewalTimes times,
      OrderDesk orders,
      Certificates certificates,
      CertificateVersions versions,
      Policies policies,
      RenewalConfig config,
      InstantSource clock) {
    this.renewals = renewals;
    this.times = times;
    this.orders = orders;
    this.certificates = certificates;
    this.versions = versions;
    this.policies = policies;
    this.config = config;
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

  /// How long to wait until the next look for what is due: the setting, and less if there are lives
  /// so short that it would be much of them.
  public Duration tick() {
    return renewals
        .shortestLife()
        .map(life -> life.dividedBy(TICKS_IN_A_LIFE))
        .map(part -> part.compareTo(SHORTEST_TICK) > 0 ? part : SHORTEST_TICK)
        .filter(part -> part.compareTo(config.tick()) < 0)
        .orElse(config.tick());
  }

  /// Sets the next date when an order comes to its end, in the same transaction.
  void schedule(@Observes OrderSettled settled) {
    var now = clock.instant();
    switch (settled.order()) {
      case Order.Valid valid -> succeeded(valid.spec().certificate(), valid.chain(), now);
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
    var renewAt = times.afterFailure(now, failures, renewals.notAfter(id));
    renewals.failed(id, renewAt);
    LOG.warnf(
        "order to be repeated certificate=%s failures=%d at=%s",
        find(id).name(), failures, renewAt);
  }

  /// What was brought is renewed like everything else.
  void schedule(@Observes VersionImported imported) {
    var version = imported.version();
    succeeded(version.certificate(), version.chain(), clock.instant());
  }

  /// What hosts must not serve any more is replaced at once, and an order under way for it hastens:
  /// as after an expiry. Not if the certificate is to serve nothing more (cessationOfOperation):
  /// then its date stays.
  void hasten(@Observes VersionCondemned condemned) {
    var id = condemned.certificate();
    var isNewest =
        versions
            .newest(id)
            .filter(newest -> newest.version().equals(condemned.version()))
            .isPresent();
    if (isNewest && condemned.reason() != RevocationReason.CESSATION_OF_OPERATION) {
      renewals.lost(id, condemned.since());
      orders.hasten(id);
      LOG.warnf("nothing in force certificate=%s since=%s", find(id).name(), condemned.since());
    }
  }

  private void succeeded(CertificateId id, CertificateChain chain, Instant now) {
    var certificate = find(id);
    var policy = policyOf(certificate);
    var life = Life.of(chain.leaf());
    var renewAt = times.after(life, policy.renewAfter(), policy.outage());
    renewals.succeeded(id, life, renewAt, now);
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

  private Policy policyOf(Certificate certificate) {
    return policies
        .named(certificate.policy())
        .orElseThrow(() -> new IllegalStateException("certificates outlive their policy"));
  }
}
