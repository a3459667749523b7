package org.keyferry.repository.issuance;

import jakarta.annotation.Priority;
import jakarta.decorator.Decorator;
import jakarta.decorator.Delegate;
import jakarta.enterprise.inject.Any;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.keyferry.protocol.pki.Bytes;
import org.keyferry.protocol.pki.CertificateChain;
import org.keyferry.repository.certificate.CertificateAuthority;

/// Notes with each question of an order how the CA fares, for the [CircuitBreaker], and which
/// validations failed, for the [OrderLimits].
///
/// A CA that refuses is up.
@Decorator
@Priority(1)
public abstract class WatchedAuthority implements AcmeAuthority {

  private final AcmeAuthority delegate;
  private final CircuitBreaker breaker;
  private final OrderLimits limits;

  @Inject
  @SuppressWarnings("InjectOnConstructorOfAbstractClass") // the container does, of a decorator
  protected WatchedAuthority(
      @Delegate @Any AcmeAuthority delegate, CircuitBreaker breaker, OrderLimits limits) {
    this.delegate = delegate;
    this.breaker = breaker;
    this.limits = limits;
  }

  @Override
  public Placement place(CertificateAuthority ca, CertificateSpec spec, Instant now) {
    return watch(ca, () -> delegate.place(ca, spec, now));
  }

  @Override
  public Look look(CertificateAuthority ca, URI order) {
    return watch(ca, () -> delegate.look(ca, order));
  }

  @Override
  public List<Authorization> authorizations(
      CertificateAuthority ca, URI order, String challengeType) {
    var all = watch(ca, () -> delegate.authorizations(ca, order, challengeType));
    all.stream()
        .filter(each -> each.status() == Status.INVALID)
        .forEach(each -> limits.notValidated(ca.name(), each.name()));
    return all;
  }

  @Override
  public void announce(CertificateAuthority ca, URI challenge) {
    watch(
        ca,
        () -> {
          delegate.announce(ca, challenge);
          return challenge;
        });
  }

  @Override
  public Optional<Instant> finalizeOrder(CertificateAuthority ca, URI order, Bytes request) {
    return watch(ca, () -> delegate.finalizeOrder(ca, order, request));
  }

  @Override
  public CertificateChain collect(
      CertificateAuthority ca, URI order, Optional<String> preferredChain) {
    return watch(ca, () -> delegate.collect(ca, order, preferredChain));
  }

  private <T> T watch(CertificateAuthority ca, Supplier<T> question) {
    try {
      var answer = question.get();
      breaker.succeeded(ca.name());
      return answer;
    } catch (AcmeFailure.Refused refusal) {
      breaker.succeeded(ca.name());
      throw refusal;
    } catch (AcmeFailure.Unavailable silence) {
      if (silence.answered()) {
        breaker.succeeded(ca.name());
      } else {
        breaker.failed(ca.name(), String.valueOf(silence.getMessage()), silence.retryAfter());
      }
      throw silence;
    }
  }
}
