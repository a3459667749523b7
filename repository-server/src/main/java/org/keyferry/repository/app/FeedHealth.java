package org.keyferry.repository.app;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.keyferry.repository.audit.ChangeFeed;

/// Ready means that this replica hears of changes: else it seals nothing and wakes no agent.
@Readiness
@ApplicationScoped
class FeedHealth implements HealthCheck {

  private final ChangeFeed feed;

  FeedHealth(ChangeFeed feed) {
    this.feed = feed;
  }

  @Override
  public HealthCheckResponse call() {
    return HealthCheckResponse.named("change feed").status(feed.isLive()).build();
  }
}
