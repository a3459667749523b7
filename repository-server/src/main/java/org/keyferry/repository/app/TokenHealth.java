package org.keyferry.repository.app;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.keyferry.custody.CustodyFailure;
import org.keyferry.custody.KeyCustody;

/// Ready means that the HSM does what it is for: one throw-away key, from its making to its
/// opening. Asked at most twice a minute, whoever calls how often.
@Readiness
@ApplicationScoped
class TokenHealth implements HealthCheck {

  private static final Logger LOG = Logger.getLogger(TokenHealth.class);
  private static final Duration GOOD_FOR = Duration.ofSeconds(30);

  private final KeyCustody custody;
  private final InstantSource clock;
  private @Nullable HealthCheckResponse last;
  private Instant askedAt = Instant.MIN;

  TokenHealth(KeyCustody custody, InstantSource clock) {
    this.custody = custody;
    this.clock = clock;
  }

  @Override
  public synchronized HealthCheckResponse call() {
    var now = clock.instant();
    if (last == null || !now.isBefore(askedAt.plus(GOOD_FOR))) {
      last = ask();
      askedAt = now;
    }
    return last;
  }

  private HealthCheckResponse ask() {
    try {
      custody.check();
      return HealthCheckResponse.up("HSM");
    } catch (CustodyFailure failure) {
      LOG.errorf("HSM check failed fault=\"%s\"", failure.getMessage());
      return HealthCheckResponse.named("HSM")
          .down()
          .withData("fault", failure.getMessage())
          .build();
    }
  }
}
