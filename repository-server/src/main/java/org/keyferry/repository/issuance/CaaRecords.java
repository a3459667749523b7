package org.keyferry.repository.issuance;

import java.util.List;

/// The CAA records in the DNS.
public interface CaaRecords {

  /// `CAA(X)` of RFC 8659 §3: the records at a domain, or where CNAMEs lead from there; empty if
  /// there are none.
  ///
  /// @throws NameServerFailure if the DNS does not say; a CA would not issue then either
  List<CaaRecord> at(Domain domain);
}
