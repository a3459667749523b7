package org.keyferry.repository.issuance.acme;

import java.net.http.HttpHeaders;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// Reads Retry-After (RFC 9110 §10.2.3): seconds, or a date.
///
/// Seconds count from the moment in which the answer came. A date is compared with the Date of the
/// same answer, so neither clock has to be right; without a Date, with ours.
final class RetryAfter {

  private static final Pattern SECONDS = Pattern.compile("[0-9]+");
  private static final int MOST_DIGITS = 9;

  /// The three forms of RFC 9110 §5.6.7.
  private static final List<DateTimeFormatter> DATES =
      List.of(
          DateTimeFormatter.RFC_1123_DATE_TIME,
          new DateTimeFormatterBuilder()
              .appendPattern("EEEE, dd-MMM-")
              .appendValueReduced(ChronoField.YEAR, 2, 2, 2000)
              .appendPattern(" HH:mm:ss 'GMT'")
              .toFormatter(Locale.ENGLISH)
              .withZone(ZoneOffset.UTC),
          DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss yyyy", Locale.ENGLISH)
              .withZone(ZoneOffset.UTC));

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
    var theirNow = headers.firstValue("Date").flatMap(RetryAfter::date).orElse(now);
    return date(value).map(date -> Duration.between(theirNow, date));
  }

  private static Optional<Instant> date(String text) {
    return DATES.stream().flatMap(form -> date(text, form).stream()).findFirst();
  }

  private static Optional<Instant> date(String text, DateTimeFormatter form) {
    try {
      return Optional.of(ZonedDateTime.parse(text, form).toInstant());
    } catch (DateTimeParseException anotherForm) {
      return Optional.empty();
    }
  }

  /// So that no database makes an earlier moment of it.
  private static Instant roundedUp(Instant moment) {
    return moment.plusMillis(1).truncatedTo(ChronoUnit.MILLIS);
  }
}
