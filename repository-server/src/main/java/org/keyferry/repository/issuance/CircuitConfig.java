package org.keyferry.repository.issuance;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/// When a CA counts as down.
@ConfigMapping(prefix = "keyferry.circuit")
public interface CircuitConfig {

  /// After so many failures in a row, of whichever orders, the CA is not asked for a while.
  @WithDefault("5")
  int failures();

  /// How long it is left alone then; doubles with each order that finds it down again.
  @WithDefault("1m")
  Duration firstPause();

  /// The pause grows no longer than this.
  @WithDefault("30m")
  Duration longestPause();

  /// How long the one order that finds out may take, before another may.
  @WithDefault("2m")
  Duration probe();
}
