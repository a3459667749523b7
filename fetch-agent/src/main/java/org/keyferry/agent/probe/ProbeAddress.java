package org.keyferry.agent.probe;

import java.util.Optional;
import java.util.regex.Pattern;
import org.keyferry.protocol.pki.DnsName;
import org.keyferry.protocol.pki.Printable;

/// Where to ask, and for which name.
///
/// @param host an IP address or a host name
/// @param serverName sent in the TLS handshake (RFC 6066 §3); empty for the default server
public record ProbeAddress(String host, int port, Optional<DnsName> serverName) {

  private static final Pattern SYNTAX =
      Pattern.compile("(\\[[0-9A-Fa-f:.]+\\]|[A-Za-z0-9.-]+):([0-9]{1,5})");
  private static final int LARGEST_PORT = 65535;

  public ProbeAddress {
    if (port < 1 || port > LARGEST_PORT) {
      throw new IllegalArgumentException("port " + port + " is not 1 to " + LARGEST_PORT);
    }
  }

  /// @param text `127.0.0.1:443` or `[::1]:443`
  public static ProbeAddress parse(String text, Optional<DnsName> serverName) {
    var parts = SYNTAX.matcher(text);
    if (!parts.matches()) {
      throw new IllegalArgumentException(
          "'" + Printable.of(text) + "' is not an address such as \"127.0.0.1:443\"");
    }
    var host = parts.group(1);
    return new ProbeAddress(
        host.startsWith("[") ? host.substring(1, host.length() - 1) : host,
        Integer.parseInt(parts.group(2)),
        serverName);
  }

  @Override
  public String toString() {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }
}
