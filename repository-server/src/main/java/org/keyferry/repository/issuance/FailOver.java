package org.keyferry.repository.issuance;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.InstantSource;
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
  private final Patience patience;
  private final InstantSource clock;

  public FailOver(
      IssuerChoice choice,
      OrderLimits limits,
      LongPauses pauses,
      CertificateAuthorities authorities,
      PreCheck preCheck,
      Patience patience,
      InstantSource clock) {
    this.choice = choice;
    this.limits = limits;
    this.pauses = pauses;
    this.authorities = authorities;
    this.preCheck = preCheck;
    this.patience = patience;
    this.clock = clock;
  }

  /// For an order that its CA does not take now: if the certificate is in danger, another CA; else,
  /// or if there is none, when to look again.
  ///
  /// @param until when its turn would be if there were time
  public Step orWait(Order.Keyed keyed, Standing standing, Instant until, String reason) {
    var now = clock.instant();
    return Optional.of(keyed)
        .filter(_ -> standing.isInDanger(now))
        .flatMap(_ -> from(keyed, standing))
        .<Step>map(issuer -> new Step.Elsewhere(keyed.at(issuer), reason))
        .orElseGet(() -> new Step.Held(patience.turn(now, until, standing), reason));
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
