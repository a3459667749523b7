package org.keyferry.repository.issuance;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.keyferry.protocol.bundle.CertificateId;
import org.keyferry.protocol.pki.AriCertId;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.protocol.pki.Printable;
import org.keyferry.protocol.problem.ProblemException;
import org.keyferry.protocol.problem.ProblemType;
import org.keyferry.repository.audit.Caller;
import org.keyferry.repository.certificate.Certificate;
import org.keyferry.repository.certificate.CertificateAdded;
import org.keyferry.repository.certificate.CertificateAuthorities;
import org.keyferry.repository.certificate.CertificateVersions;
import org.keyferry.repository.certificate.Certificates;
import org.keyferry.repository.certificate.Policies;
import org.keyferry.repository.certificate.Policy;

/// What people do with orders.
@ApplicationScoped
@Transactional
public class OrderDesk {

  private static final Logger LOG = Logger.getLogger(OrderDesk.class);

  private static final int LONGEST_REASON = 200;

  private final Certificates certificates;
  private final CertificateVersions versions;
  private final Policies policies;
  private final Standings standings;
  private final IssuerChoice issuers;
  private final CertificateAuthorities authorities;
  private final Orders orders;
  private final OrderBook book;
  private final OrderSchedule schedule;
  private final Caller caller;
  private final Supplier<UUID> ids;
  private final InstantSource clock;

  public OrderDesk(
      Certificates certificates,
      CertificateVersions versions,
      Policies policies,
      Standings standings,
      IssuerChoice issuers,
      CertificateAuthorities authorities,
      Orders orders,
      OrderBook book,
      OrderSchedule schedule,
      Caller caller,
      Supplier<UUID> ids,
      InstantSource clock) {
    this.certificates = certificates;
    this.versions = versions;
    this.policies = policies;
    this.standings = standings;
    this.issuers = issuers;
    this.authorities = authorities;
    this.orders = orders;
    this.book = book;
    this.schedule = schedule;
    this.caller = caller;
    this.ids = ids;
    this.clock = clock;
  }

  /// Plans an order for a new version of a certificate.
  ///
  /// @throws ProblemException NOT_FOUND, or STATE_CONFLICT if an order is under way
  public StoredOrder place(DisplayName certificate) {
    var order =
        plan(certificateNamed(certificate))
            .orElseThrow(() ->
                new ProblemException(
                    ProblemType.STATE_CONFLICT,
                    "an order for certificate "
                        + certificate
                        + " is under way: wait for it, or try it again now"));
    return find(order);
  }

  /// Plans an order, unless one is under way.
  ///
  /// @return empty if one is
  public Optional<OrderId> plan(Certificate certificate) {
    var policy = policyOf(certificate);
    if (!orders.underWay(List.of(certificate.id())).isEmpty()) {
      return Optional.empty();
    }
    var now = clock.instant();
    var choice =
        issuers.choose(standings.of(certificate.id()), orders.failuresInARow(certificate.id()));
    var issuer = choice.issuer();
    var spec =
        new CertificateSpec(
            certificate.id(),
            certificates.allotVersion(certificate.id()),
            certificate.identifiers(),
            issuer,
            policy.keyType(),
            policy.challenge(),
            policy.validity(),
            policy.preferredChain(),
            policy.mustNot(),
            replacedBy(certificate, issuer));
    var order = add(certificate, spec, now);
    order.ifPresent(id -> choice.because().ifPresent(because -> orders.noteIssuer(id, because)));
    return order;
  }

  private Optional<OrderId> add(Certificate certificate, CertificateSpec spec, Instant now) {
    var order = new Order.Planned(new OrderId(ids.get()), spec);
    if (!orders.add(order, now)) {
      return Optional.empty();
    }
    schedule.add(order.id(), now);
    LOG.infof(
        "order planned order=%s certificate=%s version=%s ca=%s aim=%s",
        order.id(), certificate.name(), spec.version(), spec.ca(), spec.aim());
    return Optional.of(order.id());
  }

  /// Plans an order that proves all names to a CA and ends there: nothing is issued or published,
  /// and no date of a renewal changes. Goes on beside an order for a new version.
  ///
  /// @param issuer empty: the first of the policy
  /// @throws ProblemException NOT_FOUND, REFERENCE_UNKNOWN; STATE_CONFLICT if a rehearsal is under
  ///   way
  public StoredOrder rehearse(DisplayName name, Optional<Policy.Issuer> issuer) {
    var certificate = certificateNamed(name);
    var policy = policyOf(certificate);
    var at = issuer.orElseGet(policy::first);
    if (authorities.named(at.ca()).isEmpty()) {
      throw ProblemException.at(
          ProblemType.REFERENCE_UNKNOWN,
          "issuer.ca",
          "no CA has the name " + at.ca() + ": add it first");
    }
    if (orders.isRehearsed(certificate.id())) {
      throw rehearsed(name);
    }
    var spec =
        new CertificateSpec(
            certificate.id(),
            certificates.allotVersion(certificate.id()),
            certificate.identifiers(),
            at,
            policy.keyType(),
            policy.challenge(),
            policy.validity(),
            policy.preferredChain(),
            policy.mustNot(),
            Optional.empty(),
            Aim.REHEARSE);
    return find(add(certificate, spec, clock.instant()).orElseThrow(() -> rehearsed(name)));
  }

  private static ProblemException rehearsed(DisplayName certificate) {
    return new ProblemException(
        ProblemType.STATE_CONFLICT,
        "a rehearsal of certificate " + certificate + " is under way: wait for it, or cancel it");
  }

  /// The version in force, if it came from the same CA (RFC 9773 §5).
  private Optional<AriCertId> replacedBy(Certificate certificate, Policy.Issuer issuer) {
    return versions
        .newest(certificate.id())
        .filter(inForce ->
            orders
                .issuerOf(certificate.id(), inForce.version())
                .filter(issuer.ca()::equals)
                .isPresent())
        .flatMap(inForce -> AriCertId.of(inForce.chain().leaf()));
  }

  /// A certificate gets its first order with its first day.
  void planFirst(@Observes CertificateAdded added) {
    plan(added.certificate());
  }

  /// Brings the next attempt forward to now.
  ///
  /// @throws ProblemException NOT_FOUND, or STATE_CONFLICT if the order is settled
  public StoredOrder tryAgain(String id) {
    var found = find(id);
    if (found.isSettled()) {
      throw new ProblemException(
          ProblemType.STATE_CONFLICT,
          "order "
              + found.order().id()
              + " is "
              + OrderState.of(found.order())
              + ": place a new one");
    }
    schedule.hasten(found.order().id(), clock.instant());
    return found;
  }

  /// Brings the next attempt of the order forward that is under way for a certificate, if there is
  /// one.
  public void hasten(CertificateId certificate) {
    orders
        .underWay(List.of(certificate))
        .values()
        .forEach(order -> schedule.hasten(order, clock.instant()));
  }

  /// Ends an order. What the CA issues for it all the same is not published; the date of the next
  /// renewal stays.
  ///
  /// @param reason for those who read the order
  /// @throws ProblemException NOT_FOUND, VALUE_REJECTED, or STATE_CONFLICT if the order is settled
  public StoredOrder cancel(String id, String reason) {
    if (reason.isBlank() || reason.length() > LONGEST_REASON) {
      throw ProblemException.at(
          ProblemType.VALUE_REJECTED,
          "reason",
          "a reason has 1 to " + LONGEST_REASON + " characters, not " + reason.length());
    }
    var found = find(id);
    var by = caller.actor();
    var why = "cancelled by " + by.shortName() + ": " + Printable.of(reason);
    var cancelled =
        switch (found.order()) {
          case Order.Planned planned -> planned.cancelled(why);
          case Order.Keyed keyed -> keyed.cancelled(why);
          case Order.Placed placed -> placed.cancelled(why);
          case Order.Valid _, Order.Invalid _, Order.Cancelled _, Order.Rehearsed _ ->
              throw new ProblemException(
                  ProblemType.STATE_CONFLICT,
                  "order "
                      + found.order().id()
                      + " is "
                      + OrderState.of(found.order())
                      + ": there is nothing to cancel");
        };
    if (!book.cancel(found, cancelled, by)) {
      throw new ProblemException(
          ProblemType.STATE_CONFLICT,
          "order " + found.order().id() + " moved on at this moment: look at it, and cancel again");
    }
    schedule.hasten(found.order().id(), clock.instant()); // to take challenge answers away
    return find(found.order().id());
  }

  /// @throws ProblemException NOT_FOUND
  public StoredOrder find(String id) {
    try {
      return find(new OrderId(UUID.fromString(id)));
    } catch (IllegalArgumentException _) {
      throw noOrder(id);
    }
  }

  /// @throws ProblemException NOT_FOUND if the certificate is unknown
  public List<StoredOrder> page(
      Optional<DisplayName> certificate,
      Optional<OrderState> state,
      Optional<OrderId> after,
      int limit) {
    return orders.page(
        certificate.map(this::certificateNamed).map(Certificate::id), state, after, limit);
  }

  /// @throws IllegalArgumentException if there is no such certificate
  public DisplayName nameOf(CertificateId certificate) {
    return certificates
        .find(certificate)
        .orElseThrow(() -> new IllegalArgumentException("no certificate " + certificate))
        .name();
  }

  private StoredOrder find(OrderId id) {
    return orders.find(id).orElseThrow(() -> noOrder(id.toString()));
  }

  private static ProblemException noOrder(String id) {
    return new ProblemException(ProblemType.NOT_FOUND, "no order " + Printable.of(id));
  }

  private Certificate certificateNamed(DisplayName name) {
    return certificates
        .named(name)
        .orElseThrow(() -> new ProblemException(ProblemType.NOT_FOUND, "no certificate " + name));
  }

  private Policy policyOf(Certificate certificate) {
    return policies
        .named(certificate.policy())
        .orElseThrow(() -> new IllegalStateException("certificates outlive their policy"));
  }
}
