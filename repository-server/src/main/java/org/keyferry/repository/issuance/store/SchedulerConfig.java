package org.keyferry.repository.issuance.store;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/// How this replica takes its share of the work that is due.
@ConfigMapping(prefix = "keyferry.scheduler")
interface SchedulerConfig {

  /// How many orders this replica moves at the same time.
  @WithDefault("16")
  int workers();

  /// How often the replica looks for what is due.
  @WithDefault("1s")
  Duration poll();

  /// How often a working replica says that it is alive. After four of these in silence, another
  /// replica, or this one after a restart, takes its work over.
  @WithDefault("10s")
  Duration heartbeat();

  /// How long a replica that stops waits for steps that are being taken.
  @WithDefault("10s")
  Duration stop();
}
