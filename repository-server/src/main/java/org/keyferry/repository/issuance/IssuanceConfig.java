package org.keyferry.repository.issuance;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/// How patient the repository is with CAs.
@ConfigMapping(prefix = "keyferry.issuance")
public interface IssuanceConfig {

  /// When to look again if the CA names no `Retry-After`.
  @WithDefault("1s")
  Duration pollInterval();

  /// The CA is not asked more often than this, whatever `Retry-After` says.
  @WithDefault("500ms")
  Duration shortestWait();

  /// An order waits as long as `Retry-After` says, and no longer than this.
  @WithDefault("24h")
  Duration longestWait();

  /// How long an order may take from the moment the CA took it; then it is given up.
  @WithDefault("2h")
  Duration deadline();

  /// Pause after the first failed attempt at a step; it doubles with each further one.
  @WithDefault("5s")
  Duration firstRetry();

  /// The pause between two attempts grows no longer than this.
  @WithDefault("30m")
  Duration longestRetry();
}
