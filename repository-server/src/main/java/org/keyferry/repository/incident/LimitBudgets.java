package org.keyferry.repository.incident;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.keyferry.protocol.bundle.CertificateId;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.repository.certificate.Certificate;
import org.keyferry.repository.certificate.CertificateAuthorities;
import org.keyferry.repository.certificate.Certificates;
import org.keyferry.repository.certificate.Limit;
import org.keyferry.repository.certificate.Validity;
import org.keyferry.repository.issuance.Clearances;
import org.keyferry.repository.issuance.LimitClaim;
import org.keyferry.repository.issuance.LimitLedger;
import org.keyferry.repository.issuance.Order;
import org.keyferry.repository.issuance.OrderDesk;
import org.keyferry.repository.issuance.OrderId;
import org.keyferry.repository.issuance.OrderLimits;
import org.keyferry.repository.issuance.Orders;
import org.keyferry.repository.issuance.StoredOrder;

/// [OrderBudgets] by the token buckets that orders take from. Buckets are not to be looked at in a
/// transaction.
@ApplicationScoped
@Transactional(Transactional.TxType.NOT_SUPPORTED)
class LimitBudgets implements OrderBudgets {

  private final OrderLimits limits;
  private final OrderDesk desk;
  private final Orders orders;
  private final Clearances clearances;
  private final Certificates certificates;
  private final CertificateAuthorities authorities;

  LimitBudgets(
      OrderLimits limits,
      OrderDesk desk,
      Orders orders,
      Clearances clearances,
      Certificates certificates,
      CertificateAuthorities authorities) {
    this.limits = limits;
    this.desk = desk;
    this.orders = orders;
    this.clearances = clearances;
    this.certificates = certificates;
    this.authorities = authorities;
  }

  @Override
  public List<String> sentencesOn(Terms terms, List<CertificateId> wanted) {
    var reckonings = new TreeMap<DisplayName, Reckoning>();
    for (var each : wanted) {
      var claim = claimOf(terms, find(each));
      reckonings.computeIfAbsent(claim.ca(), _ -> new Reckoning(limits.ledger())).add(claim);
    }
    return reckonings.entrySet().stream().map(this::sentenceOn).toList();
  }

  @Override
  public Budget open(Terms terms) {
    return new LedgerBudget(terms, limits.ledger());
  }

  private LimitClaim claimOf(Terms terms, Certificate certificate) {
    return terms
        .rehearsal()
        .map(ca -> new LimitClaim(ca, certificate.identifiers(), false))
        .orElseGet(() -> desk.claimOf(certificate));
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

  private Certificate find(CertificateId id) {
    return certificates
        .find(id)
        .orElseThrow(() -> new IllegalStateException("certificates are never removed: " + id));
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
    private final LimitLedger ledger;

    LedgerBudget(Terms terms, LimitLedger ledger) {
      this.terms = terms;
      this.ledger = ledger;
    }

    @Override
    public void keep(OrderId order) {
      orders.find(order).filter(found -> isToBePlaced(found.order())).ifPresent(this::keep);
    }

    /// Whoever was held for want of tokens sleeps longer than it takes until there are some.
    private void keep(StoredOrder found) {
      var claim = LimitClaim.of(found.order().spec());
      if (ledger.setAside(claim).isPresent()) {
        ledger.owe(claim);
      } else if (found.waitsFor().isPresent() && clearances.notBefore(claim.ca()).isEmpty()) {
        desk.hasten(found.order().spec().certificate());
      }
    }

    @Override
    public Optional<String> spend(CertificateId certificate) {
      return ledger
          .setAside(claimOf(terms, find(certificate)))
          .map(bucket ->
              "the limit of the CA " + bucket.ca() + " is used up: " + bucket.limit().sentence());
    }

    private static boolean isToBePlaced(Order order) {
      return order instanceof Order.Planned || order instanceof Order.Keyed;
    }
  }
}
