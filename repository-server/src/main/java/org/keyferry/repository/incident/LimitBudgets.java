package org.keyferry.repository.incident;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.keyferry.protocol.bundle.CertificateId;
import org.keyferry.protocol.pki.AriCertId;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.repository.certificate.CertificateAuthorities;
import org.keyferry.repository.certificate.Limit;
import org.keyferry.repository.certificate.Policies;
import org.keyferry.repository.certificate.Policy;
import org.keyferry.repository.certificate.Validity;
import org.keyferry.repository.issuance.AcmePauses;
import org.keyferry.repository.issuance.Clearances;
import org.keyferry.repository.issuance.IssuerChoice;
import org.keyferry.repository.issuance.Lifespan;
import org.keyferry.repository.issuance.LimitClaim;
import org.keyferry.repository.issuance.LimitLedger;
import org.keyferry.repository.issuance.OrderId;
import org.keyferry.repository.issuance.OrderLimits;
import org.keyferry.repository.issuance.OrderSchedule;
import org.keyferry.repository.issuance.Orders;
import org.keyferry.repository.issuance.Standing;
import org.keyferry.repository.issuance.StoredOrder;

/// [OrderBudgets] by the token buckets that orders take from. What certificates have in common is
/// looked at once: policies, CAs, buckets.
@ApplicationScoped
@Transactional(Transactional.TxType.NOT_SUPPORTED)
class LimitBudgets implements OrderBudgets {

  private final OrderLimits limits;
  private final Orders orders;
  private final OrderSchedule schedule;
  private final Clearances clearances;
  private final AcmePauses pauses;
  private final IssuerChoice issuers;
  private final Prospects prospects;
  private final Policies policies;
  private final CertificateAuthorities authorities;
  private final InstantSource clock;

  LimitBudgets(
      OrderLimits limits,
      Orders orders,
      OrderSchedule schedule,
      Clearances clearances,
      AcmePauses pauses,
      IssuerChoice issuers,
      Prospects prospects,
      Policies policies,
      CertificateAuthorities authorities,
      InstantSource clock) {
    this.limits = limits;
    this.orders = orders;
    this.schedule = schedule;
    this.clearances = clearances;
    this.pauses = pauses;
    this.issuers = issuers;
    this.prospects = prospects;
    this.policies = policies;
    this.authorities = authorities;
    this.clock = clock;
  }

  @Override
  public List<String> sentencesOn(Terms terms, List<CertificateId> wanted) {
    var claims = new Claims(terms);
    var reckonings = new TreeMap<DisplayName, Reckoning>();
    for (var each : prospects.of(wanted).values()) {
      var claim = claims.of(each);
      reckonings.computeIfAbsent(claim.ca(), _ -> new Reckoning(limits.ledger())).add(claim);
    }
    return reckonings.entrySet().stream().map(this::sentenceOn).toList();
  }

  @Override
  public Budget open(Terms terms, Collection<OrderId> begun) {
    var budget = new LedgerBudget(terms, limits.ledger());
    orders.toBePlaced(begun).forEach(budget::keep);
    return budget;
  }

  private String sentenceOn(Map.Entry<DisplayName, Reckoning> each) {
    var ca = each.getKey();
    var reckoning = each.getValue();
    var known = authorities.named(ca).map(found -> found.limits().each()).orElse(List.of());
    var begin = reckoning.orders + " orders go to CA " + ca;
    if (known.isEmpty()) {
      return begin
          + ", whose limits are not known here: it says itself when it wants to wait; keyferry cas"
          + " show "
          + ca;
    }
    return begin
        + newOrders(known)
        + reckoning
            .ledger
            .longest()
            .map(debt -> ": " + sentenceOn(debt))
            .orElse(": its limits have room for all of them now");
  }

  private static String newOrders(List<Limit> limits) {
    return limits.stream()
        .filter(each -> each.kind() == Limit.Kind.NEW_ORDERS)
        .findFirst()
        .map(each -> " (" + each.sentence() + ")")
        .orElse("");
  }

  private static String sentenceOn(LimitLedger.Debt debt) {
    return debt.orders()
        + " of them wait for "
        + debt.bucket().limit().sentence()
        + (debt.bucket().subject().isEmpty() ? "" : " (" + debt.bucket().subject() + ")")
        + ", the last for about "
        + Validity.shown(debt.lasts().plus(Duration.ofSeconds(1)))
        + "; the waves wait with them, and none fails for it";
  }

  /// As what orders would count now, by the CA that each of them would go to. For one round.
  private final class Claims {

    private final Terms terms;
    private final Map<DisplayName, Policy> known = new HashMap<>();
    private final Map<Case, DisplayName> chosen = new HashMap<>();

    Claims(Terms terms) {
      this.terms = terms;
    }

    LimitClaim of(Prospect prospect) {
      if (terms.rehearsal().isPresent()) {
        return new LimitClaim(terms.rehearsal().get(), prospect.identifiers(), false);
      }
      var ca = authorityFor(prospect);
      var saysWhatItReplaces =
          prospect.issuer().filter(ca::equals).isPresent()
              && AriCertId.of(prospect.leaf()).isPresent();
      return new LimitClaim(ca, prospect.identifiers(), saysWhatItReplaces);
    }

    private DisplayName authorityFor(Prospect prospect) {
      var policy = known.computeIfAbsent(prospect.policy(), this::find);
      var life = Lifespan.of(prospect.leaf());
      var inForce = prospect.condemnedSince().map(life::until).orElse(life);
      var standing = new Standing(policy.issuers(), Optional.of(inForce), policy.outage());
      return chosen.computeIfAbsent(
          new Case(policy.name(), standing.isInDanger(clock.instant()), prospect.failures()),
          _ -> issuers.choose(standing, prospect.failures()).issuer().ca());
    }

    private Policy find(DisplayName policy) {
      return policies
          .named(policy)
          .orElseThrow(() -> new IllegalStateException("certificates outlive their policy"));
    }

    /// Whatever has all of this in common goes to the same CA.
    private record Case(
        DisplayName policy, boolean isInDanger, Map<DisplayName, Integer> failures) {}
  }

  /// The orders for one CA.
  private static final class Reckoning {

    private final LimitLedger ledger;
    private int orders;

    Reckoning(LimitLedger ledger) {
      this.ledger = ledger;
    }

    void add(LimitClaim claim) {
      ledger.owe(claim);
      orders++;
    }
  }

  private final class LedgerBudget implements Budget {

    private final Terms terms;
    private final Claims claims;
    private final LimitLedger ledger;
    private final Map<DisplayName, Boolean> open = new HashMap<>();

    LedgerBudget(Terms terms, LimitLedger ledger) {
      this.terms = terms;
      this.claims = new Claims(terms);
      this.ledger = ledger;
    }

    /// Whoever was held for want of tokens sleeps longer than it takes until there are some.
    void keep(StoredOrder found) {
      var spec = found.order().spec();
      var claim = LimitClaim.of(spec);
      if (ledger.setAside(claim).isPresent()) {
        ledger.owe(claim);
      } else if (found.waitsFor().isPresent()
          && open.computeIfAbsent(claim.ca(), this::isOpen)
          && !isPaused(claim.ca(), AcmePauses.keyOf(spec.identifiers()))
          && limits.shortage(spec).isEmpty()) {
        schedule.hasten(found.order().id(), clock.instant());
      }
    }

    @Override
    public Set<CertificateId> affords(List<Replacement.Subject> subjects, int most) {
      var all = prospects.of(subjects.stream().map(Replacement.Subject::certificate).toList());
      var going = new LinkedHashSet<CertificateId>();
      for (var each : subjects) {
        if (going.size() < most && affords(each, all)) {
          going.add(each.certificate());
        }
      }
      return going;
    }

    private boolean affords(Replacement.Subject subject, Map<CertificateId, Prospect> all) {
      var prospect =
          Optional.ofNullable(all.get(subject.certificate()))
              .orElseThrow(() -> new IllegalStateException("versions are never removed"));
      var needsNone = terms.rehearsal().isEmpty() && prospect.isReplacing(subject.version());
      return needsNone || ledger.setAside(claims.of(prospect)).isEmpty();
    }

    /// Whether the CA is up, and has not asked to be left alone.
    private boolean isOpen(DisplayName ca) {
      return clearances.notBefore(ca).isEmpty() && !isPaused(ca, AcmePauses.ALL);
    }

    private boolean isPaused(DisplayName ca, String names) {
      return pauses.until(ca, names).filter(until -> until.isAfter(clock.instant())).isPresent();
    }
  }
}
