package org.keyferry.agent.probe;

import java.security.cert.X509Certificate;

/// What came of one look at a server.
public sealed interface ProbeResult {

  /// It presented this certificate.
  record Served(X509Certificate leaf) implements ProbeResult {}

  /// There was no TLS handshake.
  record Silent(String reason) implements ProbeResult {}
}
