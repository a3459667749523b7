package org.keyferry.repository.app;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/// How far the clock of the server is trusted.
@ConfigMapping(prefix = "keyferry.clock")
interface ClockConfig {

  /// How far the clock may be behind the newest entry of the audit record when the server starts;
  /// further, and it does not start. To be raised for one start if a clock was ahead before.
  @WithDefault("5m")
  Duration tolerance();
}
