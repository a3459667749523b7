package org.keyferry.agent.probe;

/// One place where a server of this host presents its certificate.
public record Listener(Protocol protocol, ProbeAddress address) {

  /// TLS from the first byte.
  public static Listener tls(ProbeAddress address) {
    return new Listener(Protocol.TLS, address);
  }

  @Override
  public String toString() {
    return protocol == Protocol.TLS ? address.toString() : protocol.word() + " " + address;
  }
}
