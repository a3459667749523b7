package org.keyferry.repository.issuance.acme;

import java.net.http.HttpHeaders;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.regex.Pattern;

/// Reads Retry-After (RFC 9110 §10.2.3): seconds, or a date.
///
/// Seconds count from the moment in which the answer came. A date is compared with the Date of the
/// same answer, so neither clock has to be right; without a Date, with ours.
final class RetryAfter {

  private static final Pattern SECONDS = Pattern.compile("[0-9]+");
  private static final int MOST_DIGITS = 9;

  private RetryAfter() {}

  /// @param longest that anybody is waited for
  /// @return empty if there is no wait: no header, no time in it, or a time that has passed
  static Optional<Instant> of(HttpHeaders headers, Instant now, Duration longest) {
    return headers
        .firstValue("Retry-After")
        .map(String::strip)
        .flatMap(value -> pause(value, headers, now))
        .filter(Duration::isPositive)
        .map(pause -> pause.compareTo(longest) < 0 ? pause : longest)
        .map(pause -> roundedUp(now.plus(pause)));
  }

  /// Whether more is wanted than anybody is waited for.
  static boolean isCut(HttpHeaders headers, Instant now, Duration longest) {
    return headers
        .firstValue("Retry-After")
        .map(String::strip)
        .flatMap(value -> pause(value, headers, now))
        .filter(pause -> pause.compareTo(longest) > 0)
        .isPresent();
  }

  private static Optional<Duration> pause(String value, HttpHeaders headers, Instant now) {
    if (SECONDS.matcher(value).matches()) {
      var digits = value.length() > MOST_DIGITS ? "9".repeat(MOST_DIGITS) : value;
      return Optional.of(Duration.ofSeconds(Long.parseLong(digits)));
    }
    var theirNow = headers.firstValue("Date").flatMap(HttpDate::parse).orElse(now);
    return HttpDate.parse(value).map(date -> Duration.between(theirNow, date));
  }

  /// So that no database makes an earlier moment of it.
  private static Instant roundedUp(Instant moment) {
    return moment.plusMillis(1).truncatedTo(ChronoUnit.MILLIS);
  }
}
