package org.keyferry.agent.adopt.nginx;

import java.util.List;
import org.keyferry.agent.adopt.host.Listen;

/// One `listen`.
///
/// @param host `*` if none is named
record NginxListen(String host, String port, List<String> parameters) {

  /// What a server block without `listen` does.
  static final NginxListen STANDARD = new NginxListen("*", "80", List.of());

  private static final String SOCKET = "unix:";

  NginxListen {
    parameters = List.copyOf(parameters);
  }

  static NginxListen of(Directive listen) {
    var address = listen.argument();
    var parameters =
        listen.arguments().isEmpty()
            ? List.<String>of()
            : listen.arguments().subList(1, listen.arguments().size());
    if (address.startsWith(SOCKET)) {
      return new NginxListen(address, "", parameters);
    }
    if (!address.isEmpty() && address.chars().allMatch(each -> each >= '0' && each <= '9')) {
      return new NginxListen("*", address, parameters);
    }
    var colon = address.lastIndexOf(':');
    return colon > address.lastIndexOf(']')
        ? new NginxListen(address.substring(0, colon), address.substring(colon + 1), parameters)
        : new NginxListen(address, "80", parameters);
  }

  /// What two server blocks share: what one of them says of it holds for both.
  String key() {
    return (host.equals("0.0.0.0") ? "*" : host) + ":" + port + (isQuic() ? "/udp" : "");
  }

  boolean isSecure() {
    return parameters.contains("ssl") || isQuic();
  }

  boolean isDefault() {
    return parameters.contains("default_server") || parameters.contains("default");
  }

  private boolean isQuic() {
    return parameters.contains("quic");
  }

  /// @param startTls whether TLS begins only when a client asks for it
  Listen shown(boolean startTls) {
    if (host.startsWith(SOCKET)) {
      return Listen.unreachable(host);
    }
    var tcp = Listen.tcp(host, port);
    if (isQuic()) {
      return Listen.unreachable(tcp.shown() + " (QUIC)");
    }
    if (parameters.contains("proxy_protocol")) {
      return Listen.unreachable(tcp.shown() + " (PROXY)");
    }
    return startTls && !parameters.contains("ssl")
        ? Listen.unreachable(tcp.shown() + " (STARTTLS)")
        : tcp;
  }
}
