package org.keyferry.repository.issuance;

import jakarta.annotation.Priority;
import jakarta.decorator.Decorator;
import jakarta.decorator.Delegate;
import jakarta.enterprise.inject.Any;
import jakarta.inject.Inject;
import org.keyferry.repository.certificate.CertificateAuthority;

/// Notes that a CA does not even say who it is, for the [CircuitBreaker]: where there are CAA
/// records this is the first question of an order, and its only one while the CA is away.
///
/// An answer says nothing of whether the CA takes orders.
@Decorator
@Priority(1)
public abstract class WatchedApplicants implements CaaApplicants {

  private final CaaApplicants delegate;
  private final CircuitBreaker breaker;

  @Inject
  @SuppressWarnings("InjectOnConstructorOfAbstractClass") // the container does, of a decorator
  protected WatchedApplicants(@Delegate @Any CaaApplicants delegate, CircuitBreaker breaker) {
    this.delegate = delegate;
    this.breaker = breaker;
  }

  @Override
  public CaaApplicant at(CertificateAuthority ca) {
    try {
      return delegate.at(ca);
    } catch (AcmeFailure.Unavailable silence) {
      if (!silence.answered()) {
        breaker.failed(ca.name(), String.valueOf(silence.getMessage()), silence.retryAfter());
      }
      throw silence;
    }
  }
}
