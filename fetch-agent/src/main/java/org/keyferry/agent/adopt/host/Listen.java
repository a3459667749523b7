package org.keyferry.agent.adopt.host;

import java.util.Optional;
import java.util.regex.Pattern;

/// Where a server takes connections.
///
/// @param shown as a person reads it
/// @param probe where this host reaches it: an address and a port; empty for a socket file and for
///   QUIC
public record Listen(String shown, Optional<String> probe) {

  private static final Pattern PORT = Pattern.compile("[0-9]{1,5}");
  private static final Pattern HOST = Pattern.compile("[A-Za-z0-9.-]+|\\[[0-9A-Fa-f:.]+\\]");

  /// @param host empty or `*` for all of IPv4; IPv6 in brackets
  /// @param port decimal; anything else cannot be probed
  public static Listen tcp(String host, String port) {
    var shown = (host.isEmpty() ? "*" : host) + ":" + port;
    if (!PORT.matcher(port).matches()) {
      return new Listen(shown, Optional.empty());
    }
    var probed =
        switch (host) {
          case "", "*", "0.0.0.0", "_default_" -> "127.0.0.1";
          case "[::]" -> "[::1]";
          default -> host;
        };
    return new Listen(
        shown,
        HOST.matcher(probed).matches() ? Optional.of(probed + ":" + port) : Optional.empty());
  }

  public static Listen unreachable(String shown) {
    return new Listen(shown, Optional.empty());
  }
}
