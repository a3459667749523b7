package org.keyferry.agent.cycle.yaml;

import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.keyferry.agent.cycle.MaintenanceWindow;
import org.keyferry.protocol.pki.Printable;

/// Reads `window:` of a target.
final class WindowReader {

  private static final String END_OF_DAY = "24:00";
  private static final Duration DEFAULT_OVERRIDE = Duration.ofDays(3);
  private static final Duration SHORTEST_OVERRIDE = Duration.ofHours(1);

  private WindowReader() {}

  static Optional<MaintenanceWindow> read(YamlMapping target) throws YamlFault {
    var window = target.mapping("window");
    return window.isPresent() ? Optional.of(windowOf(window.get())) : Optional.empty();
  }

  private static MaintenanceWindow windowOf(YamlMapping window) throws YamlFault {
    var days = daysOf(window);
    var from = window.required("from", "\"02:00\"", WindowReader::time);
    var to = window.required("to", "\"04:00\"", WindowReader::endTime);
    if (from.equals(to) && !from.equals(LocalTime.MIDNIGHT)) {
      throw window.fault("to", "is as `from`; a whole day is from \"00:00\" to \"24:00\"");
    }
    var zone = window.required("zone", "Europe/Berlin", WindowReader::zone);
    var override =
        window.optional("override-before-expiry", Scalars::duration).orElse(DEFAULT_OVERRIDE);
    if (override.compareTo(SHORTEST_OVERRIDE) < 0) {
      throw window.fault(
          "override-before-expiry",
          "is shorter than 1h: the certificate would expire while the server waits for its window");
    }
    window.requireNothingElse();
    return new MaintenanceWindow(days, from, to, zone, override);
  }

  /// Every day, unless some are named.
  private static Set<DayOfWeek> daysOf(YamlMapping window) throws YamlFault {
    var words = window.texts("days");
    if (words.isEmpty()) {
      return EnumSet.allOf(DayOfWeek.class);
    }
    var days = EnumSet.noneOf(DayOfWeek.class);
    for (var word : words.get()) {
      if (!days.add(window.parsed("days", word, WindowReader::day))) {
        throw window.fault("days", "names " + word + " twice; remove one");
      }
    }
    if (days.isEmpty()) {
      throw window.fault(
          "days", "is empty, and the window would never open; leave it out for every day");
    }
    return days;
  }

  private static DayOfWeek day(String text) {
    return Arrays.stream(DayOfWeek.values())
        .filter(each -> word(each).equals(text))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "'"
                    + Printable.of(text)
                    + "' is not a day; there are mon, tue, wed, thu, fri, sat, sun"));
  }

  private static LocalTime endTime(String text) {
    return text.equals(END_OF_DAY) ? LocalTime.MIDNIGHT : time(text);
  }

  private static LocalTime time(String text) {
    try {
      return LocalTime.parse(text);
    } catch (DateTimeParseException malformed) {
      throw new IllegalArgumentException(
          "'" + Printable.of(text) + "' is not a time of day such as \"02:00\"", malformed);
    }
  }

  private static ZoneId zone(String text) {
    try {
      return ZoneId.of(text);
    } catch (DateTimeException unknown) {
      throw new IllegalArgumentException(
          "'" + Printable.of(text) + "' is not a time zone such as Europe/Berlin or UTC", unknown);
    }
  }

  private static String word(DayOfWeek day) {
    return day.name().substring(0, 3).toLowerCase(Locale.ROOT);
  }
}
