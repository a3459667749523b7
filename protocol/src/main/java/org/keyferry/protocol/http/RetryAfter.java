package org.keyferry.protocol.http;

import java.net.http.HttpHeaders;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;

/// Reads Retry-After (RFC 9110 §10.2.3): seconds, or a date.
///
/// A date is compared with the Date of the same answer, so neither clock has to be right.
public final class RetryAfter {

  private static final Pattern SECONDS = Pattern.compile("[0-9]+");
  private static final int MOST_DIGITS = 9;

  private RetryAfter() {}

  /// How long the pause is to be, from the moment in which the answer came.
  ///
  /// @return empty if there is none to keep: no field, no time in it, a time that has passed, or a
  ///   date in an answer that does not say what time it is
  public static Optional<Duration> in(HttpHeaders headers) {
    return pause(headers, headers.firstValue("Date").flatMap(HttpDate::parse));
  }

  /// As [#in(HttpHeaders)], but a date is compared with our clock where the answer has none.
  public static Optional<Duration> in(HttpHeaders headers, Instant now) {
    return pause(
        headers, headers.firstValue("Date").flatMap(HttpDate::parse).or(() -> Optional.of(now)));
  }

  private static Optional<Duration> pause(HttpHeaders headers, Optional<Instant> theirNow) {
    return headers
        .firstValue("Retry-After")
        .map(String::strip)
        .flatMap(value -> seconds(value).or(() -> until(HttpDate.parse(value), theirNow)))
        .filter(Duration::isPositive);
  }

  private static Optional<Duration> seconds(String value) {
    if (!SECONDS.matcher(value).matches()) {
      return Optional.empty();
    }
    var digits = value.length() > MOST_DIGITS ? "9".repeat(MOST_DIGITS) : value;
    return Optional.of(Duration.ofSeconds(Long.parseLong(digits)));
  }

  private static Optional<Duration> until(Optional<Instant> date, Optional<Instant> theirNow) {
    return date.flatMap(then -> theirNow.map(now -> Duration.between(now, then)));
  }
}
