package org.keyferry.repository.certificate;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Pattern;
import org.keyferry.protocol.pki.Printable;

/// How much a CA takes of one thing in a while. It is a bucket of so many tokens, filled evenly.
///
/// @param kind what is counted
/// @param amount 1 to 1,000,000, at once or in `per`
/// @param per time in which an empty bucket is full again, a second to a year
public record Limit(Kind kind, int amount, Duration per) {

  private static final Pattern SYNTAX = Pattern.compile("([a-z-]+)=([0-9]{1,7})/(P[0-9A-Z.]+)");
  private static final int MOST = 1_000_000;
  private static final Duration SHORTEST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofDays(366);

  public Limit {
    if (amount < 1 || amount > MOST) {
      throw new IllegalArgumentException("a limit is 1 to " + MOST + ", not " + amount);
    }
    if (per.compareTo(SHORTEST) < 0 || per.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException("a limit is per PT1S to P366D, not per " + per);
    }
  }

  /// Reads `new-orders=300/PT3H`.
  ///
  /// @throws IllegalArgumentException saying what would be
  public static Limit parse(String text) {
    var parts = SYNTAX.matcher(text);
    if (!parts.matches()) {
      throw new IllegalArgumentException(
          "'" + Printable.of(text) + "' is not a limit such as new-orders=300/PT3H");
    }
    try {
      return new Limit(
          Kind.parse(parts.group(1)),
          Integer.parseInt(parts.group(2)),
          Duration.parse(parts.group(3)));
    } catch (DateTimeParseException malformed) {
      throw new IllegalArgumentException(
          "'" + Printable.of(parts.group(3)) + "' is not a duration such as PT3H or P7D",
          malformed);
    }
  }

  /// `new-orders=300/PT3H`.
  @Override
  public String toString() {
    return kind + "=" + amount + "/" + period();
  }

  /// `300 new orders in PT3H`.
  public String sentence() {
    return amount + " " + kind.words() + " in " + period();
  }

  /// `PT3H`; whole days as `P7D`, not as `PT168H`.
  public String period() {
    return per.equals(Duration.ofDays(per.toDays())) ? "P" + per.toDays() + "D" : per.toString();
  }

  /// What is counted, and what has a bucket of its own.
  public enum Kind {
    /// Orders taken by the CA; one bucket for the repository's account.
    NEW_ORDERS("new orders"),
    /// Certificates; a bucket for each registered domain, which is the name below a public suffix.
    CERTIFICATES_PER_DOMAIN("certificates for a registered domain"),
    /// Certificates; a bucket for each exact set of names.
    CERTIFICATES_PER_NAME_SET("certificates for the same names"),
    /// Authorizations that the CA declared invalid; a bucket for each name.
    FAILED_VALIDATIONS("failed validations of a name");

    private final String words;

    Kind(String words) {
      this.words = words;
    }

    /// @throws IllegalArgumentException naming the kinds there are
    public static Kind parse(String text) {
      return Arrays.stream(values())
          .filter(each -> each.toString().equals(text))
          .findFirst()
          .orElseThrow(() ->
              new IllegalArgumentException(
                  "limit '" + Printable.of(text) + "' is none of " + Arrays.toString(values())));
    }

    String words() {
      return words;
    }

    /// As JSON and rows have it: `new-orders`.
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }
}
