package org.keyferry.repository.certificate;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.protocol.pki.KeyType;
import org.keyferry.protocol.pki.Printable;

/// How certificates are made and renewed.
///
/// @param name what officers call it
/// @param issuers in order of preference, 1 to 5, no CA twice
/// @param keyType of the key pairs
/// @param validity what is wanted of the life of a certificate
/// @param renewAfter share of the validity after which a certificate is renewed; empty: 2/3, or 1/2
///   of lives up to ten days
/// @param outage the CAs may be away for this long, and no certificate expires
/// @param challenge how control over the names is shown
/// @param preferredChain common name of the topmost issuer of the chain to take, if a CA offers
///   several
/// @param mustNot what a certificate must not have
/// @param custody where the keys live
public record Policy(
    DisplayName name,
    List<Issuer> issuers,
    KeyType keyType,
    Validity validity,
    Optional<Double> renewAfter,
    Optional<Duration> outage,
    ChallengeType challenge,
    Optional<String> preferredChain,
    Set<Trait> mustNot,
    Custody custody) {

  private static final int MOST_ISSUERS = 5;
  private static final double EARLIEST = 0.1;
  private static final double LATEST = 0.95;
  private static final Duration SHORTEST_OUTAGE = Duration.ofHours(1);
  private static final Duration LONGEST_OUTAGE = Duration.ofDays(60);
  private static final int LONGEST_COMMON_NAME = 64; // RFC 5280, ub-common-name

  public Policy {
    issuers = List.copyOf(issuers);
    mustNot = Set.copyOf(mustNot);
    requireSensible(issuers);
    renewAfter.ifPresent(Policy::requireSensible);
    outage.ifPresent(each -> requireSensible(each, validity));
    preferredChain.ifPresent(Policy::requireCommonName);
  }

  /// @throws IllegalArgumentException saying what would be
  public static void requireSensible(List<Issuer> issuers) {
    if (issuers.isEmpty() || issuers.size() > MOST_ISSUERS) {
      throw new IllegalArgumentException(
          "a policy has 1 to " + MOST_ISSUERS + " CAs, not " + issuers.size());
    }
    if (issuers.stream().map(Issuer::ca).distinct().count() < issuers.size()) {
      throw new IllegalArgumentException("a policy has no CA twice");
    }
  }

  /// @throws IllegalArgumentException saying what would be
  public static void requireSensible(double renewAfter) {
    if (!(renewAfter >= EARLIEST && renewAfter <= LATEST)) {
      throw new IllegalArgumentException(
          "a certificate is renewed after 0.1 to 0.95 of its validity, not " + renewAfter);
    }
  }

  /// @throws IllegalArgumentException saying what would be
  public static void requireSensible(Duration outage, Validity validity) {
    if (outage.compareTo(SHORTEST_OUTAGE) < 0 || outage.compareTo(LONGEST_OUTAGE) > 0) {
      throw new IllegalArgumentException(
          "the outage to survive is from PT1H to P60D, not " + Validity.shown(outage));
    }
    validity
        .longest()
        .filter(longest -> outage.compareTo(longest) >= 0)
        .ifPresent(longest -> {
          throw new IllegalArgumentException(
              "a certificate that is valid for "
                  + Validity.shown(longest)
                  + " at most cannot survive an outage of "
                  + Validity.shown(outage));
        });
  }

  /// @throws IllegalArgumentException saying what would be
  public static void requireCommonName(String preferredChain) {
    if (preferredChain.isBlank() || preferredChain.length() > LONGEST_COMMON_NAME) {
      throw new IllegalArgumentException(
          "a preferred chain is the common name of an issuer, 1 to "
              + LONGEST_COMMON_NAME
              + " characters");
    }
  }

  /// The CA that is asked first.
  public Issuer first() {
    return issuers.getFirst();
  }

  /// One CA of a policy.
  ///
  /// @param ca name of the CA
  /// @param profile name of a profile of that CA (draft-ietf-acme-profiles); empty: the one that
  ///   the CA takes by itself
  public record Issuer(DisplayName ca, Optional<String> profile) {

    private static final Pattern PROFILE = Pattern.compile("[!-9;-~]{1,64}"); // no colon

    public Issuer {
      profile.ifPresent(Issuer::requireProfile);
    }

    /// @throws IllegalArgumentException saying what would be
    public static void requireProfile(String profile) {
      if (!PROFILE.matcher(profile).matches()) {
        throw new IllegalArgumentException(
            "profile '"
                + Printable.of(profile)
                + "' is not 1 to 64 printable ASCII characters without space and colon");
      }
    }

    /// `letsencrypt:tlsserver`, or the name alone.
    @Override
    public String toString() {
      return ca + profile.map(each -> ":" + each).orElse("");
    }
  }
}
