package org.keyferry.repository.incident;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import org.keyferry.protocol.bundle.Version;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.protocol.pki.Identifier;

/// What decides about the next order for a certificate, as it is now.
///
/// @param policy its name
/// @param newest version that is published
/// @param leaf of that
/// @param issuer CA that issued that; empty if the repository did not order it
/// @param condemnedSince when that ceased to be good before it expires
/// @param isOnOrder whether an order for a newer version is under way
/// @param failures orders in a row that came to nothing, by CA
public record Prospect(
    SortedSet<Identifier> identifiers,
    DisplayName policy,
    Version newest,
    X509Certificate leaf,
    Optional<DisplayName> issuer,
    Optional<Instant> condemnedSince,
    boolean isOnOrder,
    Map<DisplayName, Integer> failures) {

  /// Whether somebody replaced a version already, or is about to.
  boolean isReplacing(Version version) {
    return isOnOrder || newest.isNewerThan(version);
  }
}
