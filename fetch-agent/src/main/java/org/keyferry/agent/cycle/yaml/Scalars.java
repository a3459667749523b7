package org.keyferry.agent.cycle.yaml;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;
import org.keyferry.agent.install.Placement;
import org.keyferry.protocol.pki.Printable;

/// The values of the settings that have a grammar. Each refuses with a sentence about the value.
final class Scalars {

  static final String EXAMPLE_SERVER = "https://repository.example:8443";

  private static final Pattern DURATION = Pattern.compile("([0-9]{1,9})(ms|s|m|h|d)");

  private Scalars() {}

  /// @throws IllegalArgumentException unless it is `https` with a host, and nothing behind the port
  static URI server(String text) {
    URI uri;
    try {
      uri = URI.create(text);
    } catch (IllegalArgumentException malformed) {
      throw new IllegalArgumentException("'" + Printable.of(text) + "' is not a URL", malformed);
    }
    var path = Optional.ofNullable(uri.getRawPath()).orElse("");
    if (!"https".equals(uri.getScheme())
        || uri.getHost() == null
        || uri.getRawQuery() != null
        || uri.getRawUserInfo() != null
        || uri.getRawFragment() != null
        || !(path.isEmpty() || path.equals("/"))) {
      throw new IllegalArgumentException(
          "'" + Printable.of(text) + "' is not a URL such as " + EXAMPLE_SERVER);
    }
    return uri;
  }

  static Path absolute(String text) {
    var path = Path.of(text.indexOf('\0') < 0 ? text : "");
    if (!path.isAbsolute() || !path.equals(path.normalize()) || path.getNameCount() == 0) {
      throw new IllegalArgumentException(
          "'" + Printable.of(text) + "' is not an absolute path without `..`");
    }
    return path;
  }

  /// Within a file that servers read: no character that one of them takes for something else.
  static Path plain(String text) {
    var path = absolute(text);
    if (!Placement.isPlain(path)) {
      throw new IllegalArgumentException(
          "'"
              + Printable.of(text)
              + "' has a character that a server's configuration reads otherwise: letters, digits"
              + " and / . _ + = : @ , ~ - are safe");
    }
    return path;
  }

  static String principal(String text) {
    if (!text.matches("[a-zA-Z0-9_][a-zA-Z0-9_.-]{0,31}\\$?")) {
      throw new IllegalArgumentException(
          "'" + Printable.of(text) + "' is not the name of a user or group");
    }
    return text;
  }

  static Duration duration(String text) {
    var parts = DURATION.matcher(text);
    if (!parts.matches()) {
      throw new IllegalArgumentException(
          "'" + Printable.of(text) + "' is not a duration such as 55s, 5m or 2h");
    }
    var number = Long.parseLong(parts.group(1));
    return switch (parts.group(2)) {
      case "ms" -> Duration.ofMillis(number);
      case "s" -> Duration.ofSeconds(number);
      case "m" -> Duration.ofMinutes(number);
      case "h" -> Duration.ofHours(number);
      case "d" -> Duration.ofDays(number);
      default -> throw new IllegalStateException("the pattern has no other unit");
    };
  }
}
