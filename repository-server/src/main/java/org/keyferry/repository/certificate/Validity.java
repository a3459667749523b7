package org.keyferry.repository.certificate;

import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.keyferry.protocol.pki.Printable;

/// What is wanted of the time from notBefore to notAfter of a certificate.
///
/// @param shortest that is wanted
/// @param longest that is wanted; asked for where the CA lets itself be asked
/// @param reason why, for those who read the policy
/// @param otherwise what becomes of a certificate that lives longer or shorter
public record Validity(
    Optional<Duration> shortest,
    Optional<Duration> longest,
    Optional<String> reason,
    Otherwise otherwise) {

  private static final Duration LEAST = Duration.ofHours(1);
  private static final Duration MOST = Duration.ofDays(825);
  private static final int LONGEST_REASON = 200;

  /// @throws IllegalArgumentException saying what would be
  public Validity {
    shortest.ifPresent(each -> requireSensible("shortest", each));
    longest.ifPresent(each -> requireSensible("longest", each));
    if (shortest.isPresent()
        && longest.isPresent()
        && shortest.get().compareTo(longest.get()) > 0) {
      throw new IllegalArgumentException(
          "the shortest validity is at most the longest, not "
              + shown(shortest.get())
              + " beside "
              + shown(longest.get()));
    }
    if (reason.filter(text -> text.isBlank() || text.length() > LONGEST_REASON).isPresent()) {
      throw new IllegalArgumentException(
          "the reason has 1 to " + LONGEST_REASON + " characters, or is left out");
    }
  }

  /// Whatever the CA grants.
  public static Validity any() {
    return new Validity(Optional.empty(), Optional.empty(), Optional.empty(), Otherwise.REFUSE);
  }

  /// At most that, or no certificate.
  public static Validity atMost(Duration longest) {
    return new Validity(Optional.empty(), Optional.of(longest), Optional.empty(), Otherwise.REFUSE);
  }

  /// As ISO 8601 has it, in days where there are any: `P90D` rather than `PT2160H`.
  public static String shown(Duration duration) {
    if (duration.isNegative()) {
      return "-" + shown(duration.negated());
    }
    var days = duration.toDays();
    var rest = duration.minusDays(days);
    if (days == 0) {
      return duration.toString();
    }
    return "P" + days + "D" + (rest.isZero() ? "" : rest.toString().substring(1));
  }

  private static void requireSensible(String which, Duration validity) {
    if (validity.compareTo(LEAST) < 0 || validity.compareTo(MOST) > 0) {
      throw new IllegalArgumentException(
          "the " + which + " validity is from PT1H to P825D, not " + shown(validity));
    }
  }

  /// What becomes of a certificate that lives longer or shorter than is wanted.
  public enum Otherwise {

    /// It is not published.
    REFUSE,

    /// It is published, and the difference recorded.
    ACCEPT;

    /// @throws IllegalArgumentException naming what there is
    public static Otherwise parse(String text) {
      return Arrays.stream(values())
          .filter(each -> each.toString().equals(text))
          .findFirst()
          .orElseThrow(() ->
              new IllegalArgumentException(
                  "'" + Printable.of(text) + "' is none of " + Arrays.toString(values())));
    }

    /// As JSON and rows have it: `refuse`.
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
