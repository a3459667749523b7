package org.keyferry.protocol.http;

import java.net.http.HttpResponse;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoField;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Reads dates in any of the three forms of RFC 9110 §5.6.7.
public final class HttpDate {

  private static final List<DateTimeFormatter> FORMS =
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

  private HttpDate() {}

  /// @return empty if it is none
  public static Optional<Instant> parse(String text) {
    return FORMS.stream().flatMap(form -> parse(text, form).stream()).findFirst();
  }

  /// What time it is where an answer comes from. Empty if it does not say, or comes out of a cache
  /// (RFC 9111 §5.1): that kept the Date for a while.
  public static Optional<Instant> present(HttpResponse<?> response) {
    return response
        .headers()
        .firstValue("Date")
        .filter(_ -> response.headers().firstValue("Age").isEmpty())
        .flatMap(HttpDate::parse);
  }

  private static Optional<Instant> parse(String text, DateTimeFormatter form) {
    try {
      return Optional.of(ZonedDateTime.parse(text, form).toInstant());
    } catch (DateTimeParseException anotherForm) {
      return Optional.empty();
    }
  }
}
