package org.keyferry.repository.certificate;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.protocol.problem.ProblemException;
import org.keyferry.protocol.problem.ProblemType;
import org.keyferry.repository.audit.Audit;
import org.keyferry.repository.audit.AuditEvent;
import org.keyferry.repository.audit.Caller;

/// What officers do with CAs.
@ApplicationScoped
@Transactional
public class CertificateAuthorityDesk {

  private final CertificateAuthorities authorities;
  private final Policies policies;
  private final OrdersUnderWay underWay;
  private final Audit audit;
  private final Caller caller;

  public CertificateAuthorityDesk(
      CertificateAuthorities authorities,
      Policies policies,
      OrdersUnderWay underWay,
      Audit audit,
      Caller caller) {
    this.authorities = authorities;
    this.policies = policies;
    this.underWay = underWay;
    this.audit = audit;
    this.caller = caller;
  }

  /// The CA is not asked; a wrong directory shows with the first order.
  ///
  /// @throws ProblemException NAME_TAKEN
  public void add(CertificateAuthority ca) {
    if (!authorities.add(ca)) {
      throw ProblemException.at(
          ProblemType.NAME_TAKEN, "name", "another CA has the name " + ca.name());
    }
    record("ca.added", ca);
  }

  /// Counts from the next request to the CA on. Contacts reach the CA with the next account.
  ///
  /// @param seen whether a CA is what the officer has seen
  /// @throws ProblemException NOT_FOUND; PRECONDITION_FAILED if it is something else by now;
  ///   VALUE_REJECTED for another directory: an account is good at one
  public void change(CertificateAuthority ca, Predicate<CertificateAuthority> seen) {
    var present = taken(ca.name());
    if (!seen.test(present)) {
      throw new ProblemException(
          ProblemType.PRECONDITION_FAILED,
          "CA " + ca.name() + " was changed meanwhile: look at it again");
    }
    if (!present.directory().equals(ca.directory())) {
      throw ProblemException.at(
          ProblemType.VALUE_REJECTED,
          "directory",
          "a CA at another directory is another CA: add it under another name, and change the"
              + " policies");
    }
    authorities.replace(ca);
    record("ca.changed", ca);
  }

  /// Its account at the CA is forgotten; the account's key stays on the token.
  ///
  /// @throws ProblemException NOT_FOUND; STATE_CONFLICT if policies or orders use it
  public void remove(DisplayName name) {
    taken(name);
    Uses.refuse("CA " + name, "policies", policies.using(name, Uses.MOST_NAMED + 1));
    var orders = underWay.at(name);
    if (orders > 0) {
      throw new ProblemException(
          ProblemType.STATE_CONFLICT,
          "CA " + name + " is used by " + orders + " orders that are under way");
    }
    authorities.remove(name);
    audit.record(AuditEvent.of("ca.removed", caller.actor(), name.value()));
  }

  private void record(String kind, CertificateAuthority ca) {
    audit.record(
        AuditEvent.of(kind, caller.actor(), ca.name().value())
            .with("directory", ca.directory())
            .with("trustAnchors", ca.trustAnchors().size())
            .with("issuers", ca.issuers().size())
            .with("limits", ca.limits().each())
            .with("exemptsRenewals", ca.limits().exemptsRenewals()));
  }

  /// Nobody else changes it or begins to use it until the transaction ends.
  private CertificateAuthority taken(DisplayName name) {
    return authorities.taken(name).orElseThrow(() -> notFound(name));
  }

  /// @throws ProblemException NOT_FOUND
  public CertificateAuthority find(DisplayName name) {
    return authorities.named(name).orElseThrow(() -> notFound(name));
  }

  private static ProblemException notFound(DisplayName name) {
    return new ProblemException(ProblemType.NOT_FOUND, "no CA " + name);
  }

  public List<CertificateAuthority> page(Optional<DisplayName> after, int limit) {
    return authorities.page(after, limit);
  }
}
