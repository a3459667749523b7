package org.keyferry.officer.cli;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// Durations as people type them, `90s`, `15m`, `12h`, `90d`, or as ISO 8601 has them.
final class Durations implements ITypeConverter<Duration> {

  private static final Pattern SHORT = Pattern.compile("[0-9]{1,6}[smhd]");

  @Override
  public Duration convert(String text) {
    var lower = text.toLowerCase(Locale.ROOT);
    try {
      if (!SHORT.matcher(lower).matches()) {
        return positive(Duration.parse(text), text);
      }
      var iso = lower.endsWith("d") ? "P" + lower : "PT" + lower;
      return positive(Duration.parse(iso), text);
    } catch (DateTimeParseException malformed) {
      throw new TypeConversionException(
          "'" + text + "' is not a duration such as 90s, 15m, 12h, 90d or PT1H");
    }
  }

  /// `90 d` for whole days, else as ISO 8601 has it.
  static String shown(String iso) {
    try {
      var duration = Duration.parse(iso);
      var days = Duration.ofDays(duration.toDays());
      return duration.equals(days) ? duration.toDays() + " d" : iso;
    } catch (DateTimeParseException malformed) {
      return iso;
    }
  }

  private static Duration positive(Duration duration, String text) {
    if (duration.isNegative() || duration.isZero()) {
      throw new TypeConversionException("'" + text + "' is not longer than nothing");
    }
    return duration;
  }
}
