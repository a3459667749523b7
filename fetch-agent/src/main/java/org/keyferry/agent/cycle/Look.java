package org.keyferry.agent.cycle;

import java.security.cert.X509Certificate;
import java.util.Optional;
import org.keyferry.agent.probe.Listener;
import org.keyferry.agent.probe.ProbeResult;
import org.keyferry.protocol.pki.SerialNumber;

/// What came of one look at one listener.
record Look(Listener listener, ProbeResult result) {

  Optional<String> serial() {
    return switch (result) {
      case ProbeResult.Served(var leaf) -> Optional.of(SerialNumber.of(leaf).toString());
      case ProbeResult.Silent _ -> Optional.empty();
    };
  }

  boolean shows(X509Certificate leaf) {
    return result instanceof ProbeResult.Served(var served) && served.equals(leaf);
  }

  boolean isSilent() {
    return result instanceof ProbeResult.Silent;
  }

  /// Whether it is some other certificate that was presented.
  boolean showsAnotherThan(X509Certificate leaf) {
    return !isSilent() && !shows(leaf);
  }

  /// Why this is not what was installed.
  String against(X509Certificate leaf) {
    return switch (result) {
      case ProbeResult.Served(var served) ->
          listener
              + " presents serial "
              + SerialNumber.of(served)
              + ", installed is "
              + SerialNumber.of(leaf);
      case ProbeResult.Silent(var reason) -> reason;
    };
  }
}
