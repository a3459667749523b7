package org.keyferry.agent.cycle;

import java.time.Instant;

/// Whether a server may be touched now.
sealed interface Admission {

  record Open() implements Admission {}

  /// The window is closed, and the certificate in force does not last until it opens.
  ///
  /// @param expires the certificate in force
  record Overridden(Instant expires) implements Admission {

    String remark(Instant now) {
      return "the window was overridden: the certificate in force "
          + (now.isBefore(expires) ? "expires at " : "expired at ")
          + expires;
    }
  }

  /// @param until it opens, or need not be waited for any more
  record Closed(Instant until) implements Admission {}

  /// @param expires the certificate in force
  static Admission to(Target target, Instant expires, Instant now) {
    if (target.window().isEmpty() || target.window().get().isOpen(now)) {
      return new Open();
    }
    var window = target.window().get();
    if (window.isOverridden(now, expires)) {
      return new Overridden(expires);
    }
    var opening = window.nextOpening(now);
    var override = expires.minus(window.overrideBeforeExpiry());
    return new Closed(override.isBefore(opening) ? override : opening);
  }
}
