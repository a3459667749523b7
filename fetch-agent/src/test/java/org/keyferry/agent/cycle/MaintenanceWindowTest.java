package org.keyferry.agent.cycle;

import static java.time.DayOfWeek.FRIDAY;
import static java.time.DayOfWeek.SATURDAY;
import static java.time.DayOfWeek.SUNDAY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A window is open when its admin says so, over midnight and when clocks are changed too.
class MaintenanceWindowTest {

  private static final Duration THREE_DAYS = Duration.ofDays(3);
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

  @ParameterizedTest
  @CsvSource({
    "2026-11-07T00:59:59Z, false", // Saturday, 01:59:59 in Berlin
    "2026-11-07T01:00:00Z, true",
    "2026-11-07T02:59:59Z, true",
    "2026-11-07T03:00:00Z, false",
    "2026-11-06T01:30:00Z, false", // Friday
    "2026-11-08T01:30:00Z, true",
  })
  void itIsOpenOnItsDaysFromTheFirstTimeToTheSecond(Instant now, boolean open) {
    assertThat(window("02:00", "04:00", SATURDAY, SUNDAY).isOpen(now)).isEqualTo(open);
  }

  @ParameterizedTest
  @CsvSource({
    "2026-11-06T21:00:00Z, true", // Friday, 22:00 in Berlin
    "2026-11-07T02:59:00Z, true", // Saturday morning belongs to Friday's window
    "2026-11-07T03:00:00Z, false",
    "2026-11-07T21:00:00Z, false", // Saturday evening has no window of its own
    "2026-11-06T02:00:00Z, false", // Friday morning would belong to Thursday's
  })
  void aWindowOverMidnightBelongsToTheDayOnWhichItOpens(Instant now, boolean open) {
    assertThat(window("22:00", "04:00", FRIDAY).isOpen(now)).isEqualTo(open);
  }

  @Test
  void aWholeDayIsOpenFromMidnightToMidnight() {
    var sundays = window("00:00", "00:00", SUNDAY);

    assertThat(sundays.isOpen(Instant.parse("2026-11-07T22:59:59Z"))).isFalse();
    assertThat(sundays.isOpen(Instant.parse("2026-11-07T23:00:00Z"))).isTrue();
    assertThat(sundays.isOpen(Instant.parse("2026-11-08T22:59:59Z"))).isTrue();
    assertThat(sundays.isOpen(Instant.parse("2026-11-08T23:00:00Z"))).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "2026-11-04T12:00:00Z, 2026-11-07T01:00:00Z", // Wednesday: on Saturday
    "2026-11-07T01:30:00Z, 2026-11-07T01:30:00Z", // it is open
    "2026-11-07T03:00:00Z, 2026-11-08T01:00:00Z", // just closed: tomorrow
    "2026-11-08T03:00:00Z, 2026-11-14T01:00:00Z", // in six days
    "2026-11-07T00:59:59Z, 2026-11-07T01:00:00Z",
  })
  void theNextOpeningIsFound(Instant now, Instant opening) {
    assertThat(window("02:00", "04:00", SATURDAY, SUNDAY).nextOpening(now)).isEqualTo(opening);
  }

  @Test
  void aWindowOnceAWeekOpensAgainInAWeek() {
    var opening = Instant.parse("2026-11-07T01:00:00Z");
    var window = window("02:00", "02:30", SATURDAY);

    assertThat(window.nextOpening(opening.plus(Duration.ofMinutes(30))))
        .isEqualTo(opening.plus(Duration.ofDays(7)));
  }

  /// 2027-03-28, 02:00 is 03:00 in Berlin.
  @ParameterizedTest
  @CsvSource({
    "02:15, 02:45, 2027-03-28T01:15:00Z, 2027-03-28T01:45:00Z", // a window that does not exist
    "02:30, 03:00, 2027-03-28T01:30:00Z, 2027-03-28T02:00:00Z", // one that would end before it
    // opens
    "01:30, 04:00, 2027-03-28T00:30:00Z, 2027-03-28T02:00:00Z", // one hour shorter
  })
  void clocksThatArePutForwardTakeNoWindowAway(
      String from, String to, Instant opening, Instant closing) {
    var window = window(from, to, SUNDAY);

    assertThat(window.nextOpening(opening.minusSeconds(3600))).isEqualTo(opening);
    assertThat(window.isOpen(opening.minusMillis(1))).isFalse();
    assertThat(window.isOpen(opening)).isTrue();
    assertThat(window.isOpen(closing.minusMillis(1))).isTrue();
    assertThat(window.isOpen(closing)).isFalse();
  }

  /// 2026-10-25, 03:00 is 02:00 again in Berlin.
  @Test
  void clocksThatArePutBackOpenAWindowOnce() {
    var window = window("02:15", "02:45", SUNDAY);

    assertThat(window.isOpen(Instant.parse("2026-10-25T00:15:00Z"))).isTrue();
    assertThat(window.isOpen(Instant.parse("2026-10-25T00:45:00Z"))).isFalse();
    assertThat(window.isOpen(Instant.parse("2026-10-25T01:15:00Z"))).isFalse();
  }

  /// Whatever the hour, zone and day: what is said to open, opens then and not before.
  @Test
  void everyOpeningIsOneOverTwoYears() {
    for (var zone : new String[] {"Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe"}) {
      for (var day : DayOfWeek.values()) {
        var window =
            new MaintenanceWindow(
                Set.of(day), time("23:30"), time("02:30"), ZoneId.of(zone), THREE_DAYS);
        var now = Instant.parse("2026-01-01T12:00:00Z");
        var end = Instant.parse("2028-01-01T00:00:00Z");
        for (var openings = 0; now.isBefore(end); openings++) {
          var opening = window.nextOpening(now);
          assertThat(window.isOpen(opening)).isTrue();
          assertThat(window.isOpen(opening.minusMillis(1))).isFalse();
          assertThat(openings).isLessThan(106);
          now = opening.plus(Duration.ofHours(5));
        }
      }
    }
  }

  @Test
  void aCertificateThatIsAboutToExpireOverridesIt() {
    var window = window("02:00", "04:00", SATURDAY);
    var notAfter = Instant.parse("2026-11-05T12:00:00Z");

    assertThat(window.isOverridden(Instant.parse("2026-11-02T11:59:59Z"), notAfter)).isFalse();
    assertThat(window.isOverridden(Instant.parse("2026-11-02T12:00:00Z"), notAfter)).isTrue();
    assertThat(window.isOverridden(Instant.parse("2026-12-01T00:00:00Z"), notAfter)).isTrue();
  }

  @Test
  void aWindowWithoutADayIsNone() {
    assertThatThrownBy(() ->
            new MaintenanceWindow(
                EnumSet.noneOf(DayOfWeek.class), time("02:00"), time("04:00"), BERLIN, THREE_DAYS))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static MaintenanceWindow window(String from, String to, DayOfWeek... days) {
    return new MaintenanceWindow(Set.of(days), time(from), time(to), BERLIN, THREE_DAYS);
  }

  private static LocalTime time(String text) {
    return LocalTime.parse(text);
  }
}
