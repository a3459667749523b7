package org.keyferry.repository.delivery.rest;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a client would like, if it can be had (RFC 7240). We know one preference.
final class Preferences {

  /// Longer waits are cut to this.
  static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

  private static final Pattern WAIT = Pattern.compile("wait\\s*=\\s*\"?([0-9]{1,9})\"?\\s*(;.*)?");

  private Preferences() {}

  /// How long the client would wait for the answer (RFC 7240 §4.3). "A server that does not
  /// recognize [...] a particular preference token [...] MUST ignore" it (§2), and what is
  /// malformed is not recognized; the first of two counts.
  static Optional<Duration> wait(List<String> headers) {
    return headers.stream()
        .flatMap(header -> Arrays.stream(header.split(",", -1)))
        .map(preference -> WAIT.matcher(preference.strip().toLowerCase(Locale.ROOT)))
        .filter(Matcher::matches)
        .map(found -> Duration.ofSeconds(Long.parseLong(found.group(1))))
        .map(asked -> asked.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : asked)
        .findFirst();
  }
}
