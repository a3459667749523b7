package org.keyferry.repository.issuance;

import java.time.Duration;
import java.util.Optional;
import org.keyferry.repository.certificate.Validity;

/// Sets the life that is wanted of a certificate beside the one that the CA granted. Stateless.
public final class ValidityEngine {

  /// No TLS client takes a leaf that is valid for longer, whatever a policy says.
  private static final Duration LONGEST = Duration.ofDays(825);

  /// CAs let validity begin in the past, for the sake of slow clocks.
  private static final Duration BACKDATING = Duration.ofHours(1);

  private ValidityEngine() {}

  /// The strongest lever of those that the CA took: a date says what is wanted, a profile comes
  /// near to it.
  static ValidityLever taken(AcmeAuthority.Placement placement) {
    return placement
        .notAfter()
        .<ValidityLever>map(ValidityLever.NotAfter::new)
        .or(() -> placement.profile().map(ValidityLever.Profile::new))
        .orElseGet(ValidityLever.None::new);
  }

  /// By how much the life is longer (positive) or shorter (negative) than what is wanted; zero if
  /// it is neither.
  public static Duration difference(Validity wanted, Duration life) {
    var longest = wanted.longest().orElse(LONGEST);
    if (life.compareTo(longest.plus(BACKDATING)) > 0) {
      return life.minus(longest);
    }
    return wanted
        .shortest()
        .filter(shortest -> life.compareTo(shortest.minus(BACKDATING)) < 0)
        .map(life::minus)
        .orElse(Duration.ZERO);
  }

  /// What the policy forbids, with both numbers.
  static Optional<Verdict.Refused> fault(Validity wanted, Duration life) {
    if (life.compareTo(LONGEST.plus(BACKDATING)) > 0) {
      return tooLong(life, "no TLS client takes more than ", LONGEST);
    }
    var difference = difference(wanted, life);
    if (difference.isZero() || wanted.otherwise() == Validity.Otherwise.ACCEPT) {
      return Optional.empty();
    }
    return difference.isPositive()
        ? tooLong(life, "the policy allows ", wanted.longest().orElseThrow())
        : Optional.of(
            new Verdict.Refused(
                ChainFault.LIVES_TOO_BRIEFLY,
                Validity.shown(life)
                    + ", and the policy wants "
                    + Validity.shown(wanted.shortest().orElseThrow())
                    + " at least"));
  }

  private static Optional<Verdict.Refused> tooLong(
      Duration life, String whoSays, Duration longest) {
    return Optional.of(
        new Verdict.Refused(
            ChainFault.LIVES_TOO_LONG,
            Validity.shown(life) + ", and " + whoSays + Validity.shown(longest)));
  }
}
