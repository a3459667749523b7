package org.keyferry.repository.delivery;

import static java.util.stream.Collectors.joining;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.keyferry.repository.delivery.Drift.Kind;
import org.keyferry.repository.delivery.Expectation.Newest;

/// Compares what should be with what an agent said. Serial numbers and versions count, not the word
/// that the agent has for it.
final class DriftRules {

  private final Instant now;

  DriftRules(Instant now) {
    this.now = now;
  }

  /// A grant that no target of the agent asks for.
  List<Drift> ofUnclaimed(Expectation expected) {
    return expected
        .newest()
        .map(newest -> {
          var drift = new ArrayList<Drift>();
          drift.add(
              new Drift(
                  Kind.NOT_INSTALLED,
                  expected.since(newest),
                  "no target of the agent asks for " + expected.name()));
          unsealed(expected, newest).ifPresent(drift::add);
          return List.copyOf(drift);
        })
        .orElse(List.of());
  }

  List<Drift> of(ServedTarget target, Claim claim) {
    var drift = new ArrayList<Drift>();
    expiry(target).ifPresent(drift::add);
    silentListeners(target).ifPresent(drift::add);
    staleListeners(target).ifPresent(drift::add);
    switch (claim) {
      case Claim.Granted(var expected) -> drift.addAll(againstExpectation(target, expected));
      case Claim.NotGranted _ ->
          drift.add(
              new Drift(
                  Kind.NOT_GRANTED,
                  target.since(),
                  "the agent has no grant to " + target.certificate()));
      case Claim.Unknown _ ->
          drift.add(
              new Drift(
                  Kind.UNKNOWN_CERTIFICATE,
                  target.since(),
                  "the repository has no certificate " + target.certificate()));
    }
    failure(target).ifPresent(drift::add);
    drift.sort(Comparator.comparing(Drift::kind));
    return List.copyOf(drift);
  }

  private static List<Drift> againstExpectation(ServedTarget target, Expectation expected) {
    var drift = new ArrayList<Drift>();
    if (expected.newest().isEmpty()) {
      target
          .installed()
          .ifPresent(installed ->
              drift.add(
                  new Drift(
                      Kind.AHEAD,
                      target.since(),
                      "has " + installed + ", and the repository has published none")));
      return drift;
    }
    var newest = expected.newest().get();
    distance(target, expected, newest).ifPresent(drift::add);
    unsealed(expected, newest).ifPresent(drift::add);
    return drift;
  }

  private static Optional<Drift> distance(
      ServedTarget target, Expectation expected, Newest newest) {
    var isHeld = target.state() == ServedTarget.State.HELD;
    if (target.installed().isEmpty()) {
      return Optional.of(
          new Drift(
              isHeld ? Kind.HELD : Kind.NOT_INSTALLED,
              expected.since(newest),
              "has none, should have " + newest.version()));
    }
    var installed = target.installed().get();
    var comparison = installed.compareTo(newest.version());
    if (comparison < 0) {
      return Optional.of(
          new Drift(
              isHeld ? Kind.HELD : Kind.BEHIND,
              expected.since(newest),
              "has " + installed + ", should have " + newest.version()));
    }
    if (comparison > 0) {
      return Optional.of(
          new Drift(
              Kind.AHEAD,
              target.since(),
              "has " + installed + ", the repository's newest is " + newest.version()));
    }
    return target
        .installedSerial()
        .filter(serial -> !serial.equals(newest.serial()))
        .map(serial ->
            new Drift(
                Kind.ALTERED,
                target.since(),
                "serial "
                    + serial
                    + " is on disk as "
                    + installed
                    + ", which has serial "
                    + newest.serial()));
  }

  private static Optional<Drift> unsealed(Expectation expected, Newest newest) {
    return expected.sealed().filter(sealed -> sealed.compareTo(newest.version()) >= 0).isPresent()
        ? Optional.empty()
        : Optional.of(
            new Drift(
                Kind.NOT_SEALED,
                expected.since(newest),
                newest.version() + " is not sealed to the agent yet"));
  }

  private Optional<Drift> expiry(ServedTarget target) {
    return target
        .earliestExpiry()
        .filter(end -> !end.isAfter(now))
        .map(end ->
            new Drift(
                Kind.EXPIRED,
                end,
                (target.listeners().isEmpty() ? "what is on disk" : "what is served")
                    + " expired at "
                    + end));
  }

  private static Optional<Drift> silentListeners(ServedTarget target) {
    return ofListeners(target, Kind.NOT_SERVED, each -> each.fault().isPresent(), "no answer at ");
  }

  private static Optional<Drift> staleListeners(ServedTarget target) {
    var installed = target.installedSerial();
    if (installed.isEmpty()) {
      return Optional.empty();
    }
    return ofListeners(
        target,
        Kind.STALE_LISTENER,
        each -> each.servedSerial().isPresent() && !each.servedSerial().equals(installed),
        "another certificate than the one on disk at ");
  }

  private static Optional<Drift> ofListeners(
      ServedTarget target, Kind kind, Predicate<ServedListener> fault, String sentence) {
    var faulty = target.listeners().stream().filter(fault).toList();
    return faulty.stream()
        .map(ServedListener::since)
        .min(Comparator.naturalOrder())
        .map(since ->
            new Drift(
                kind,
                since,
                sentence + faulty.stream().map(DriftRules::shown).collect(joining(", "))));
  }

  private static String shown(ServedListener listener) {
    return listener.address()
        + listener.servedSerial().map(serial -> " (serial " + serial + ")").orElse("");
  }

  private static Optional<Drift> failure(ServedTarget target) {
    return switch (target.state()) {
      case FAILED, ROLLED_BACK ->
          Optional.of(
              new Drift(
                  Kind.FAILED,
                  target.since(),
                  target.stage().map(stage -> "at stage " + stage + ": ").orElse("")
                      + target.detail().orElse("the agent gave no reason")));
      case SERVED, INSTALLED, STALE, HELD, WAITING -> Optional.empty();
    };
  }

  /// How a target comes to its certificate.
  sealed interface Claim {

    record Granted(Expectation expected) implements Claim {}

    record NotGranted() implements Claim {}

    record Unknown() implements Claim {}
  }
}
