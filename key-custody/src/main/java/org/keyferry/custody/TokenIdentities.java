package org.keyferry.custody;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/// The keys that live on the token, EC P-256 each, for use through JCA. There are some twenty of
/// them, whatever the size of the fleet.
public interface TokenIdentities {

  /// Asks the token, so it sees what another replica has done.
  Optional<TokenIdentity> find(String label);

  /// Makes key and self-signed placeholder certificate if there is none by this label.
  TokenIdentity findOrCreate(String label);

  /// @param chain leaf first, for the key of that label
  /// @throws IllegalArgumentException if there is no such key or the leaf is for another one
  void replaceChain(String label, List<X509Certificate> chain);
}
