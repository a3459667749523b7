package org.keyferry.agent.app;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.keyferry.agent.cycle.AgentDesk;
import org.keyferry.agent.cycle.StopSignal;
import org.keyferry.agent.cycle.World;

/// Who gets what.
class Wiring {

  @Produces
  @Singleton
  AgentDesk desk(@ConfigProperty(name = "quarkus.application.version") String version) {
    return new AgentDesk(
        new World(
            InstantSource.system(),
            new SecureRandom(),
            duration -> {
              var _ = new CountDownLatch(1).await(duration.toMillis(), TimeUnit.MILLISECONDS);
            },
            version));
  }

  @Produces
  @Singleton
  StopSignal stop() {
    return new StopSignal();
  }
}
