package org.keyferry.repository.issuance;

import org.keyferry.protocol.pki.DnsName;

/// The name servers of the zones in which records of challenges stand: a CA may ask any of them.
public interface AuthoritativeServers {

  /// Whether each of them shows the record of dns-01.
  ///
  /// @param name that is validated, without `*.`
  /// @param text of the record
  /// @throws NameServerFailure if it cannot be told which they are
  Outlook show(DnsName name, String text);
}
