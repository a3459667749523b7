package org.keyferry.officer.cli;

import java.time.Instant;
import java.util.Comparator;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.keyferry.protocol.officer.ListenerView;
import org.keyferry.protocol.officer.ServedView;

/// What a host holds and serves, in words.
final class Inventory {

  private Inventory() {}

  /// `2 of 3`: how many listeners present what is on disk; null if nobody looks.
  static @Nullable String listeners(ServedView served) {
    var all = served.listeners().size();
    if (all == 0) {
      return null;
    }
    var good =
        served.listeners().stream()
            .filter(each ->
                each.servedSerial() != null && each.servedSerial().equals(served.installedSerial()))
            .count();
    return good + " of " + all;
  }

  /// When the first of what is served expires; where nobody looks, what is on disk.
  static @Nullable Instant expiry(ServedView served) {
    return served.listeners().isEmpty()
        ? served.installedNotAfter()
        : served.listeners().stream()
            .map(ListenerView::servedNotAfter)
            .filter(Objects::nonNull)
            .min(Comparator.naturalOrder())
            .orElse(null);
  }

  /// The worst drift, and how many more there are: `expired +1`; null if there is none.
  static @Nullable String drift(ServedView served) {
    var all = served.drift();
    return switch (all.size()) {
      case 0 -> null;
      case 1 -> all.getFirst().kind();
      default -> all.getFirst().kind() + " +" + (all.size() - 1);
    };
  }

  /// A line for the target, one for each listener, one for each drift.
  static Stream<String> lines(ServedView served, Instant now) {
    return Stream.of(
            Stream.of(headline(served, now)),
            served.listeners().stream().map(Inventory::line),
            served.drift().stream()
                .map(each ->
                    each.kind() + " since " + Moments.minute(each.since()) + ": " + each.detail()))
        .flatMap(lines -> lines);
  }

  private static String headline(ServedView served, Instant now) {
    if (served.target() == null) {
      return served.certificate() + ": no target asks for it";
    }
    return served.certificate()
        + " "
        + Objects.requireNonNullElse(served.installed(), "not installed")
        + ", "
        + served.state()
        + " for "
        + Moments.age(served.since(), now)
        + (served.detail() == null ? "" : " (" + served.detail() + ")");
  }

  private static String line(ListenerView listener) {
    return listener.address()
        + " "
        + listener.protocol()
        + (listener.serverName() == null ? "" : " " + listener.serverName())
        + (listener.servedSerial() == null
            ? ": " + Objects.requireNonNullElse(listener.fault(), "no answer")
            : ": serial "
                + listener.servedSerial()
                + " until "
                + Moments.minute(listener.servedNotAfter()));
  }
}
