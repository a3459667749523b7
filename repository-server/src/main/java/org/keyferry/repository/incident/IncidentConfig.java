package org.keyferry.repository.incident;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/// How incidents and revocations go on.
@ConfigMapping(prefix = "keyferry.incident")
public interface IncidentConfig {

  /// How often the repository looks what revocations and running incidents can do next.
  @WithDefault("5s")
  Duration tick();

  /// A running incident begins at most this many orders in one tick.
  @WithDefault("50")
  int ordersPerTick();
}
