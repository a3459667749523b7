package org.keyferry.officer.cli;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.keyferry.protocol.officer.LimitView;
import org.keyferry.protocol.officer.LimitsView;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// Limits of a CA as people type them, `new-orders=300/PT3H`, and those that CAs have made known.
final class Limits implements ITypeConverter<LimitView> {

  private static final Pattern SYNTAX = Pattern.compile("([a-z-]+)=([0-9]{1,7})/(.+)");

  @Override
  public LimitView convert(String text) {
    var parts = SYNTAX.matcher(text);
    if (!parts.matches()) {
      throw new TypeConversionException(
          "'" + text + "' is not a limit such as new-orders=300/PT3H");
    }
    return new LimitView(
        parts.group(1),
        Integer.parseInt(parts.group(2)),
        iso(new Durations().convert(parts.group(3))));
  }

  /// Whole days as `P7D`, not as `PT168H`.
  private static String iso(Duration duration) {
    var days = Duration.ofDays(duration.toDays());
    return duration.equals(days) ? "P" + duration.toDays() + "D" : duration.toString();
  }

  /// What is given replaces what is there, kind by kind; a preset replaces all.
  static LimitsView of(
      LimitsView present,
      @Nullable Preset preset,
      @Nullable List<LimitView> given,
      @Nullable Boolean exempt) {
    var start = preset == null ? present : preset.limits();
    var byKind = new LinkedHashMap<String, LimitView>();
    Stream.concat(start.each().stream(), given == null ? Stream.of() : given.stream())
        .forEach(limit -> byKind.put(limit.kind(), limit));
    return new LimitsView(
        List.copyOf(byKind.values()), exempt == null ? start.exemptsRenewals() : exempt);
  }

  static List<String> shown(LimitsView limits) {
    if (limits.each().isEmpty()) {
      return List.of("none known");
    }
    var each =
        limits.each().stream()
            .map(limit -> limit.kind() + "=" + limit.amount() + "/" + limit.per());
    return Stream.concat(
            each,
            limits.exemptsRenewals()
                ? Stream.of("not for renewals that say what they replace")
                : Stream.of())
        .toList();
  }

  /// Limits that a CA has made known.
  enum Preset {
    /// letsencrypt.org/docs/rate-limits, as of August 2026; an account may have higher ones.
    LETSENCRYPT,
    NONE;

    LimitsView limits() {
      return switch (this) {
        case LETSENCRYPT ->
            new LimitsView(
                List.of(
                    new LimitView("new-orders", 300, "PT3H"),
                    new LimitView("certificates-per-domain", 50, "P7D"),
                    new LimitView("certificates-per-name-set", 5, "P7D"),
                    new LimitView("failed-validations", 5, "PT1H")),
                true);
        case NONE -> new LimitsView(List.of(), false);
      };
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
