package org.keyferry.repository.issuance;

import java.net.InetAddress;
import java.util.List;
import org.keyferry.protocol.pki.DnsName;

/// The A and AAAA records in the DNS as CAs see it.
public interface Addresses {

  /// CNAMEs are followed. IPv6 first, as CAs do; empty if there are none.
  ///
  /// @throws NameServerFailure if the DNS does not say
  List<InetAddress> of(DnsName name);
}
