package org.keyferry.repository.renewal;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/// When certificates are renewed.
@ConfigMapping(prefix = "keyferry.renewal")
public interface RenewalConfig {

  /// How often the repository looks for certificates that are due.
  @WithDefault("1m")
  Duration tick();

  /// Pause after an order that came to nothing; it doubles with each further one in a row.
  @WithDefault("10m")
  Duration firstRetry();

  /// The pause between two orders in a row that come to nothing grows no longer than this.
  @WithDefault("6h")
  Duration longestRetry();
}
