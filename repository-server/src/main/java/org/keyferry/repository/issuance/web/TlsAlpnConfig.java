package org.keyferry.repository.issuance.web;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.Optional;

/// The TLS listener that CAs ask in tls-alpn-01. It speaks `acme-tls/1` and nothing else.
@ConfigMapping(prefix = "keyferry.tlsalpn01")
interface TlsAlpnConfig {

  /// Address on which it listens.
  @WithDefault("0.0.0.0")
  String host();

  /// TCP port; CAs come to port 443, so something must lead connections with the ALPN `acme-tls/1`
  /// from there to here. Without it there is no listener, and this replica answers no tls-alpn-01.
  Optional<Integer> port();
}
