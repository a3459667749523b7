package org.keyferry.protocol.bundle;

import java.security.interfaces.ECPublicKey;
import java.util.Map;

/// Whose statements an agent believes, as learned at enrollment.
///
/// @param id the repository's
/// @param signingKeys public keys (EC P-256) by `kid`, the next one before it is used
public record TrustedRepository(RepositoryId id, Map<String, ECPublicKey> signingKeys) {

  public TrustedRepository {
    signingKeys = Map.copyOf(signingKeys);
  }
}
