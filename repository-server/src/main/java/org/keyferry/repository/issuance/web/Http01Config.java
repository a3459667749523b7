package org.keyferry.repository.issuance.web;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.Optional;

/// The plain HTTP listener that CAs ask in http-01. It answers to nothing else.
@ConfigMapping(prefix = "keyferry.http01")
interface Http01Config {

  /// Address on which it listens.
  @WithDefault("0.0.0.0")
  String host();

  /// TCP port; CAs come to port 80, so something must lead from there to here. Without it there is
  /// no listener, and this replica answers no http-01.
  Optional<Integer> port();
}
