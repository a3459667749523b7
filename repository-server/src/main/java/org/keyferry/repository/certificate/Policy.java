package org.keyferry.repository.certificate;

import java.time.Duration;
import java.util.Optional;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.protocol.pki.KeyType;

/// How certificates are made and renewed.
///
/// @param name what officers call it
/// @param ca name of the CA that issues
/// @param keyType of the key pairs
/// @param longestValidity that is accepted; empty: what the CA grants
/// @param renewAfter share of the validity after which a certificate is renewed; empty: 2/3, or 1/2
///   of lives up to ten days
/// @param challenge how control over the names is shown
/// @param custody where the keys live
public record Policy(
    DisplayName name,
    DisplayName ca,
    KeyType keyType,
    Optional<Duration> longestValidity,
    Optional<Double> renewAfter,
    ChallengeType challenge,
    Custody custody) {

  private static final Duration SHORTEST = Duration.ofHours(1);
  private static final Duration LONGEST = Duration.ofDays(825);
  private static final double EARLIEST = 0.1;
  private static final double LATEST = 0.95;

  public Policy {
    longestValidity.ifPresent(Policy::requireSensible);
    renewAfter.ifPresent(Policy::requireSensible);
  }

  /// @throws IllegalArgumentException saying what would be
  public static void requireSensible(Duration longestValidity) {
    if (longestValidity.compareTo(SHORTEST) < 0 || longestValidity.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          "the longest validity is from PT1H to P825D, not " + longestValidity);
    }
  }

  /// @throws IllegalArgumentException saying what would be
  public static void requireSensible(double renewAfter) {
    if (!(renewAfter >= EARLIEST && renewAfter <= LATEST)) {
      throw new IllegalArgumentException(
          "a certificate is renewed after 0.1 to 0.95 of its validity, not " + renewAfter);
    }
  }
}
