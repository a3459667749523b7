package org.keyferry.repository.app;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/// Ready means that the HSM does what it is for, as [TokenWatch] saw a moment ago.
@Readiness
@ApplicationScoped
class TokenHealth implements HealthCheck {

  private final TokenWatch watch;

  TokenHealth(TokenWatch watch) {
    this.watch = watch;
  }

  @Override
  public HealthCheckResponse call() {
    return watch
        .fault()
        .map(fault -> HealthCheckResponse.named("HSM").down().withData("fault", fault).build())
        .orElseGet(() -> HealthCheckResponse.up("HSM"));
  }
}
