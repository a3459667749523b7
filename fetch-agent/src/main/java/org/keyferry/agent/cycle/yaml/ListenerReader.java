package org.keyferry.agent.cycle.yaml;

import java.util.ArrayList;
import java.util.List;
import org.keyferry.agent.probe.Listener;
import org.keyferry.agent.probe.ProbeAddress;
import org.keyferry.agent.probe.Protocol;
import org.keyferry.protocol.pki.DnsName;
import org.keyferry.protocol.pki.Identifier;
import org.keyferry.protocol.pki.IpAddress;

/// Reads `listeners:` of a target.
final class ListenerReader {

  private ListenerReader() {}

  /// @param standard where the kind of server listens, if nothing is said
  static List<Listener> read(YamlMapping target, List<Listener> standard) throws YamlFault {
    if (!target.has("listeners")) {
      target.forgive("listeners");
      return standard;
    }
    var listeners = new ArrayList<Listener>();
    for (var mapping : target.mappings("listeners")) {
      var listener = listenerOf(mapping);
      if (listeners.contains(listener)) {
        throw mapping.fault("address", "stands twice with the same name and protocol; remove one");
      }
      listeners.add(listener);
    }
    return listeners;
  }

  private static DnsName serverName(String text) {
    return switch (Identifier.parse(text)) {
      case DnsName name -> name;
      case IpAddress _ ->
          throw new IllegalArgumentException(
              "is an IP address, which no client sends in a handshake (RFC 6066 §3); leave"
                  + " `server-name` out, and write the address of the server in `address`");
    };
  }

  private static Listener listenerOf(YamlMapping listener) throws YamlFault {
    var serverName = listener.optional("server-name", ListenerReader::serverName);
    if (serverName.filter(DnsName::isWildcard).isPresent()) {
      throw listener.fault(
          "server-name",
          "is a wildcard, which no client asks for; write a name that it covers, such as"
              + " `www.example.com`");
    }
    var address =
        listener.required(
            "address", "\"127.0.0.1:443\"", text -> ProbeAddress.parse(text, serverName));
    var protocol = listener.optional("protocol", Protocol::parse).orElse(Protocol.TLS);
    listener.requireNothingElse();
    return new Listener(protocol, address);
  }
}
