package org.keyferry.repository.app;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.UUID;
import java.util.function.Supplier;

/// The one place that asks for the time, and for what cannot be foreseen.
public class TimeAndChance {

  @Produces
  @Singleton
  public InstantSource clock() {
    return InstantSource.system();
  }

  @Produces
  @Singleton
  public SecureRandom random() {
    return new SecureRandom();
  }

  @Produces
  @Singleton
  Supplier<UUID> ids(InstantSource clock, SecureRandom random) {
    return new TimeOrderedIds(clock, random);
  }
}
