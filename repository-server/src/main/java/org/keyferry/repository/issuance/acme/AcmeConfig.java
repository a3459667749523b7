package org.keyferry.repository.issuance.acme;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/// How the repository talks to CAs.
@ConfigMapping(prefix = "keyferry.acme")
interface AcmeConfig {

  /// Longest wait for one HTTP response of a CA.
  @WithDefault("30s")
  Duration requestTimeout();
}
