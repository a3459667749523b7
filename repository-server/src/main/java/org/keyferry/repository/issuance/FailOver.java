package org.keyferry.repository.issuance;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.keyferry.repository.certificate.CertificateAuthorities;
import org.keyferry.repository.certificate.Policy;

/// Finds another CA for an order that its own cannot take, or must not.
///
/// The other one is up, wants no long pause, is within its limits, and CAA lets it issue: it takes
/// the order at once, so no order goes in circles.
@ApplicationScoped
public class FailOver {

  private final IssuerChoice choice;
  private final OrderLimits limits;
  private final LongPauses pauses;
  private final CertificateAuthorities authorities;
  private final PreCheck preCheck;

  public FailOver(
      IssuerChoice choice,
      OrderLimits limits,
      LongPauses pauses,
      CertificateAuthorities authorities,
      PreCheck preCheck) {
    this.choice = choice;
    this.limits = limits;
    this.pauses = pauses;
    this.authorities = authorities;
    this.preCheck = preCheck;
  }

  /// @return empty also for a rehearsal: who rehearses means this CA
  public Optional<Policy.Issuer> from(Order.Keyed keyed, Standing standing) {
    return keyed.spec().aim() == Aim.PUBLISH
        ? choice.instead(keyed.spec().ca(), standing, issuer -> takes(keyed.spec().at(issuer)))
        : Optional.empty();
  }

  private boolean takes(CertificateSpec spec) {
    return limits.shortage(spec).isEmpty()
        && pauses.of(spec.ca(), spec.identifiers()).isEmpty()
        && isAllowed(spec);
  }

  /// What nobody can tell now is not tried.
  private boolean isAllowed(CertificateSpec spec) {
    try {
      return authorities
          .named(spec.ca())
          .filter(ca -> preCheck.beforeOrder(ca, spec) instanceof Outlook.Clear)
          .isPresent();
    } catch (NameServerFailure | AcmeFailure _) {
      return false;
    }
  }
}
