package org.keyferry.repository.issuance;

import java.util.List;
import org.keyferry.protocol.pki.DnsName;

/// The TXT records of dns-persist-01 in the DNS. The repository reads them and never writes one.
public interface PersistentRecords {

  /// What stands at `_validation-persist.<name>`; CNAMEs are followed.
  ///
  /// @param name that is validated, without `*.`
  /// @throws NameServerFailure if the DNS does not say
  List<String> at(DnsName name);
}
