package org.keyferry.repository.delivery;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/// How the repository speaks to agents.
@ConfigMapping(prefix = "keyferry.delivery")
public interface DeliveryConfig {

  /// How long an agent believes a manifest. After half of it the manifest is signed anew.
  @WithDefault("1h")
  Duration manifestFreshness();

  /// How long after its last call an agent counts as silent. Agents call every minute or so, and
  /// back off for minutes at most.
  @WithDefault("1h")
  Duration silentAfter();
}
