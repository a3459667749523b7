package org.keyferry.repository.issuance;

import java.net.URI;
import java.util.Optional;
import org.keyferry.protocol.pki.DisplayName;

/// The repository's account at a CA (RFC 8555 §7.3).
///
/// @param location its URL; empty until the CA has given one
/// @param key number of its key in the HSM, from 1
/// @param nextKey number of the key that is to replace it, while the CA is asked or its answer was
///   lost: then either may be in force
public record AcmeAccount(Optional<URI> location, int key, Optional<Integer> nextKey) {

  /// Before anything was noted.
  public static AcmeAccount none() {
    return new AcmeAccount(Optional.empty(), 1, Optional.empty());
  }

  /// Label of a key in the HSM.
  public static String labelOf(DisplayName ca, int key) {
    return "acme-account-" + ca + (key == 1 ? "" : " " + key); // names have no spaces
  }
}
