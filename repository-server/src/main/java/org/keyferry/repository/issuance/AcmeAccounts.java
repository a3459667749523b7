package org.keyferry.repository.issuance;

import java.net.URI;
import java.util.Optional;
import org.keyferry.protocol.pki.DisplayName;

/// The URLs of the repository's accounts at the CAs (RFC 8555 §7.3). The keys are in the HSM.
public interface AcmeAccounts {

  Optional<URI> at(DisplayName ca);

  void note(DisplayName ca, URI account);

  /// The CA says that there is no such account.
  void forget(DisplayName ca, URI account);
}
