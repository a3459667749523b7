package org.keyferry.agent.cycle;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/// Times for people, in UTC.
public final class Moments {

  private static final DateTimeFormatter MINUTE =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final int MANY = 120;
  private static final int TWO_DAYS = 48;

  private Moments() {}

  /// `2027-02-23 17:05Z`
  public static String minute(Instant instant) {
    return MINUTE.format(instant);
  }

  /// `2027-02-23 17:05Z (90 d)`, or `(expired)` behind it.
  public static String deadline(Instant instant, Instant now) {
    return minute(instant) + " (" + left(instant, now) + ")";
  }

  /// How long until then: `90 d`; `expired` if it has passed.
  public static String left(Instant instant, Instant now) {
    return instant.isAfter(now) ? roughly(Duration.between(now, instant)) : "expired";
  }

  /// How long ago: `12 s ago`.
  public static String ago(Instant instant, Instant now) {
    return instant.isAfter(now)
        ? "in the future, at " + minute(instant)
        : roughly(Duration.between(instant, now)) + " ago";
  }

  /// `12 s`, `5 min`, `3 h`, `40 d`
  public static String roughly(Duration time) {
    if (time.toSeconds() < MANY) {
      return time.toSeconds() + " s";
    }
    if (time.toMinutes() < MANY) {
      return time.toMinutes() + " min";
    }
    return time.toHours() < TWO_DAYS ? time.toHours() + " h" : time.toDays() + " d";
  }
}
