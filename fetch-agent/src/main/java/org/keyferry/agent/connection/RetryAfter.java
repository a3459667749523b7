package org.keyferry.agent.connection;

import java.net.http.HttpHeaders;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/// How long somebody wants to be left alone (RFC 9110 §10.2.3).
///
/// A date is measured against the `Date` of the same answer: the clock of this host may be wrong,
/// and the difference is right all the same.
final class RetryAfter {

  /// Longer is no pause: a mistake of whatever stands before the repository must not keep a host
  /// from its certificates.
  static final Duration LONGEST = Duration.ofHours(1);

  private RetryAfter() {}

  /// @return nothing where the field is missing, or says nothing that can be understood
  static Optional<Duration> in(HttpHeaders headers) {
    return headers
        .firstValue("Retry-After")
        .map(String::strip)
        .flatMap(text -> seconds(text).or(() -> untilDate(text, headers)))
        .filter(pause -> !pause.isNegative())
        .map(pause -> pause.compareTo(LONGEST) > 0 ? LONGEST : pause);
  }

  private static Optional<Duration> seconds(String text) {
    return text.matches("[0-9]{1,9}")
        ? Optional.of(Duration.ofSeconds(Integer.parseInt(text)))
        : Optional.empty();
  }

  private static Optional<Duration> untilDate(String text, HttpHeaders headers) {
    return headers
        .firstValue("Date")
        .flatMap(RetryAfter::date)
        .flatMap(now -> date(text).map(then -> Duration.between(now, then)));
  }

  /// The one form in which dates are sent (RFC 9110 §5.6.7).
  private static Optional<Instant> date(String text) {
    try {
      return Optional.of(
          ZonedDateTime.parse(text.strip(), DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
    } catch (DateTimeException none) {
      return Optional.empty();
    }
  }
}
