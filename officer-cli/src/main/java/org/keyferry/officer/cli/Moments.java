package org.keyferry.officer.cli;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Times for people, in UTC.
final class Moments {

  private static final DateTimeFormatter MINUTE =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter CLOCK =
      DateTimeFormatter.ofPattern("HH:mm:ss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private Moments() {}

  /// `2027-02-23 17:05Z`, or `-` if there is none.
  static String minute(@Nullable Instant instant) {
    return instant == null ? "-" : MINUTE.format(instant);
  }

  /// `2027-02-23`, or `-` if there is none.
  static String day(@Nullable Instant instant) {
    return instant == null ? "-" : instant.truncatedTo(ChronoUnit.DAYS).toString().substring(0, 10);
  }

  /// `2027-02-23T17:05:33Z`, or `-` if there is none.
  static String second(@Nullable Instant instant) {
    return instant == null ? "-" : instant.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  /// `17:05:33Z`
  static String clock(Instant instant) {
    return CLOCK.format(instant);
  }

  /// How long ago, or `-` if never.
  static String age(@Nullable Instant instant, Instant now) {
    return instant == null ? "-" : roughly(Duration.between(instant, now));
  }

  /// How long from now, `now` if it is due, or `-` if never.
  static String until(@Nullable Instant instant, Instant now) {
    if (instant == null) {
      return "-";
    }
    return instant.isAfter(now) ? roughly(Duration.between(now, instant)) : "now";
  }

  /// `12 s`, `5 min`, `3 h`, `40 d`
  private static String roughly(Duration time) {
    if (time.toSeconds() < 120) {
      return Math.max(0, time.toSeconds()) + " s";
    }
    if (time.toMinutes() < 120) {
      return time.toMinutes() + " min";
    }
    return time.toHours() < 48 ? time.toHours() + " h" : time.toDays() + " d";
  }

  /// `0.4 s`, `12.0 s`
  static String seconds(Duration time) {
    return String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1000.0);
  }
}
