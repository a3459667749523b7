package org.keyferry.agent.cycle;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Set;

/// When a server may be touched: on some days of the week, from one time of day to another.
///
/// A window that ends at or before the time at which it opens ends on the next day, so one from
/// `00:00` to `00:00` is a whole day. The day of a window is the day on which it opens. Where
/// clocks are put forward, a time that does not exist is the same time of the new clock, and a
/// window that would vanish keeps its length; where they are put back, it opens at the first of two
/// equal times.
///
/// @param days at least one
/// @param overrideBeforeExpiry how long before the installed certificate expires the window no
///   longer matters
public record MaintenanceWindow(
    Set<DayOfWeek> days, LocalTime from, LocalTime to, ZoneId zone, Duration overrideBeforeExpiry) {

  private static final int DAYS_TO_LOOK_AHEAD = 8;

  public MaintenanceWindow {
    days = Set.copyOf(days);
    if (days.isEmpty()) {
      throw new IllegalArgumentException("a window opens on at least one day");
    }
    if (overrideBeforeExpiry.isNegative()) {
      throw new IllegalArgumentException("a certificate is not replaced after it expired");
    }
  }

  /// The end of a window is outside of it.
  public boolean isOpen(Instant now) {
    var today = now.atZone(zone).toLocalDate();
    return contains(today, now) || contains(today.minusDays(1), now);
  }

  /// When it opens next; `now` itself while it is open.
  public Instant nextOpening(Instant now) {
    if (isOpen(now)) {
      return now;
    }
    var today = now.atZone(zone).toLocalDate();
    for (var ahead = 0; ahead <= DAYS_TO_LOOK_AHEAD; ahead++) {
      var day = today.plusDays(ahead);
      if (days.contains(day.getDayOfWeek()) && opening(day).isAfter(now)) {
        return opening(day);
      }
    }
    throw new IllegalStateException("a week has every day");
  }

  /// Whether a certificate is so close to its end that it is replaced at any time of day.
  ///
  /// @param notAfter of the certificate that is installed
  public boolean isOverridden(Instant now, Instant notAfter) {
    return !now.isBefore(notAfter.minus(overrideBeforeExpiry));
  }

  private boolean contains(LocalDate day, Instant now) {
    return days.contains(day.getDayOfWeek())
        && !now.isBefore(opening(day))
        && now.isBefore(closing(day));
  }

  private Instant opening(LocalDate day) {
    return ZonedDateTime.of(day, from, zone).toInstant();
  }

  private Instant closing(LocalDate day) {
    var lastDay = to.isAfter(from) ? day : day.plusDays(1);
    var closing = ZonedDateTime.of(lastDay, to, zone).toInstant();
    return closing.isAfter(opening(day)) ? closing : opening(day).plus(length());
  }

  private Duration length() {
    var length = Duration.between(from, to);
    return length.isPositive() ? length : length.plusDays(1);
  }
}
