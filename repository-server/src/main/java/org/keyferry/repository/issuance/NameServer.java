package org.keyferry.repository.issuance;

import org.keyferry.protocol.pki.DnsName;

/// The name server in which the TXT records of dns-01 stand (RFC 8555 §8.4). A CNAME at
/// `_acme-challenge.<name>` is followed to where the record is to stand.
public interface NameServer {

  /// Adds one record and leaves others at the same name alone.
  ///
  /// @param name that is validated, without `*.`
  /// @throws NameServerFailure if the server cannot be reached or refuses
  void add(DnsName name, String text);

  /// Whether the server answers with the record.
  ///
  /// @throws NameServerFailure if the server cannot be reached
  boolean shows(DnsName name, String text);

  /// Removes that one record, if it is there.
  ///
  /// @throws NameServerFailure if the server cannot be reached or refuses
  void remove(DnsName name, String text);
}
