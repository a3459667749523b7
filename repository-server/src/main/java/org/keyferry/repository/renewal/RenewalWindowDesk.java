package org.keyferry.repository.renewal;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.keyferry.protocol.bundle.CertificateId;
import org.keyferry.protocol.pki.Printable;
import org.keyferry.repository.audit.Actor;
import org.keyferry.repository.audit.Audit;
import org.keyferry.repository.audit.AuditEvent;
import org.keyferry.repository.certificate.CertificateAuthorities;
import org.keyferry.repository.certificate.CertificateAuthority;
import org.keyferry.repository.certificate.CertificateVersion;
import org.keyferry.repository.certificate.CertificateVersions;
import org.keyferry.repository.certificate.Certificates;
import org.keyferry.repository.certificate.Policies;
import org.keyferry.repository.issuance.AcmeAuthority.RenewalInformation;
import org.keyferry.repository.issuance.Orders;

/// Keeps what CAs say of when they want their certificates renewed (RFC 9773).
@ApplicationScoped
@Transactional
class RenewalWindowDesk {

  private static final Logger LOG = Logger.getLogger(RenewalWindowDesk.class);

  private final Renewals renewals;
  private final RenewalTimes times;
  private final InquiryTimes inquiries;
  private final Orders orders;
  private final Certificates certificates;
  private final CertificateVersions versions;
  private final CertificateAuthorities authorities;
  private final Policies policies;
  private final Audit audit;
  private final InstantSource clock;

  RenewalWindowDesk(
      Renewals renewals,
      RenewalTimes times,
      InquiryTimes inquiries,
      Orders orders,
      Certificates certificates,
      CertificateVersions versions,
      CertificateAuthorities authorities,
      Policies policies,
      Audit audit,
      InstantSource clock) {
    this.renewals = renewals;
    this.times = times;
    this.inquiries = inquiries;
    this.orders = orders;
    this.certificates = certificates;
    this.versions = versions;
    this.authorities = authorities;
    this.policies = policies;
    this.audit = audit;
    this.clock = clock;
  }

  /// Whom to ask about what.
  ///
  /// @param version in force
  record Inquiry(CertificateVersion version, CertificateAuthority ca) {

    CertificateId certificate() {
      return version.certificate();
    }
  }

  /// What is to be asked now, some at a time. What nobody can be asked about is put off for a day.
  List<Inquiry> due(int limit) {
    return renewals.toBeLookedAt(clock.instant(), limit).stream()
        .flatMap(each -> inquiryOf(each).stream())
        .toList();
  }

  /// The CA has a window. The date moves if the window did.
  void note(Inquiry inquiry, RenewalInformation said) {
    if (isReplaced(inquiry)) {
      return; // its successor is looked at by itself
    }
    var now = clock.instant();
    var certificate = inquiry.certificate();
    var window = new Window(said.start(), said.end());
    var before = renewals.window(certificate);
    if (!before.equals(Optional.of(window))) {
      move(inquiry, window, said, before, now);
    }
    renewals.looked(certificate, inquiries.afterAnswer(now, said.retryAfter()));
  }

  /// The CA has no renewal information, or none of this certificate.
  void noteNothing(Inquiry inquiry) {
    renewals.looked(inquiry.certificate(), inquiries.afterNothing(clock.instant()));
  }

  /// The CA could not be asked.
  ///
  /// @param notBefore when it wants to be asked again, if it said so
  void noteFailure(Inquiry inquiry, Optional<Instant> notBefore) {
    renewals.looked(inquiry.certificate(), inquiries.afterFailure(clock.instant(), notBefore));
  }

  private void move(
      Inquiry inquiry,
      Window window,
      RenewalInformation said,
      Optional<Window> before,
      Instant now) {
    var certificate = certificates.find(inquiry.certificate()).orElseThrow();
    var policy = policies.named(certificate.policy()).orElseThrow();
    var renewAt =
        times.within(
            window,
            Life.of(inquiry.version().chain().leaf()),
            inquiry.version().publishedAt(),
            policy.renewAfter(),
            policy.outage(),
            now);
    renewals.moved(certificate.id(), window, renewAt);
    var why = said.explanation().map(url -> Printable.of(url.toString())).orElse("");
    LOG.infof(
        "renewal window certificate=%s ca=%s start=%s end=%s renew=%s explanation=%s",
        certificate.name(), inquiry.ca().name(), window.start(), window.end(), renewAt, why);
    if (before.isPresent() || said.explanation().isPresent()) {
      audit.record(
          AuditEvent.of("renewal.window-moved", Actor.repository(), certificate.id().toString())
              .with("certificate", certificate.id())
              .with("ca", inquiry.ca().name())
              .with("start", window.start())
              .with("end", window.end())
              .with("renewAt", renewAt)
              .with("explanation", why));
    }
  }

  private Optional<Inquiry> inquiryOf(CertificateId certificate) {
    var inquiry =
        versions
            .newest(certificate)
            .flatMap(version ->
                orders
                    .issuerOf(certificate, version.version())
                    .flatMap(authorities::named)
                    .map(ca -> new Inquiry(version, ca)));
    if (inquiry.isEmpty()) {
      renewals.looked(certificate, inquiries.afterNothing(clock.instant()));
    }
    return inquiry;
  }

  private boolean isReplaced(Inquiry inquiry) {
    return versions
        .newest(inquiry.certificate())
        .filter(newest -> newest.version().equals(inquiry.version().version()))
        .isEmpty();
  }
}
