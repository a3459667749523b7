package org.keyferry.repository.issuance.web;

import org.keyferry.protocol.pki.Printable;

/// A port on which this server should listen, and cannot. The message is for the people who run it.
public final class PortUnavailable extends RuntimeException {

  private PortUnavailable(String sentence, Throwable cause) {
    super(sentence, cause);
  }

  /// @param settings what the two settings `.port` and `.host` begin with
  static PortUnavailable of(int port, String host, String settings, Throwable fault) {
    return new PortUnavailable(
        "Port "
            + port
            + " of "
            + host
            + " is in use or not ours ("
            + Printable.of(String.valueOf(fault.getMessage()))
            + "): stop what listens there, or set "
            + settings
            + ".port to another.",
        fault);
  }
}
