package org.keyferry.agent.cycle;

import java.time.Instant;
import java.util.Optional;
import org.keyferry.protocol.bundle.Version;

/// How a target stands after a round.
public sealed interface Outcome {

  /// Installed, and seen at every listener by TLS handshakes.
  record Served(Version version) implements Outcome {}

  /// Installed and reloaded; there is no listener to look at.
  record Installed(Version version) implements Outcome {}

  /// Installed and reloaded, and a listener presents another certificate, always or at times.
  record Stale(Version version, String reason) implements Outcome {}

  /// A new version is fetched and waits, sealed, for the target's window.
  ///
  /// @param until when it is tried, if nothing is said otherwise
  record Held(Version installed, Version version, Instant until) implements Outcome {}

  /// The new version did not prove itself; the one before is in force again.
  record RolledBack(Optional<Version> current, Version refused, String reason) implements Outcome {}

  /// Something must be done by a person. What was in force stays in force.
  record Failed(Optional<Version> current, Fault fault, String reason) implements Outcome {

    Failed(Optional<Version> current, Trouble trouble) {
      this(current, trouble.fault(), trouble.sentence());
    }
  }

  /// There is nothing to install yet.
  record Waiting(Optional<Version> current, String reason) implements Outcome {}

  /// The word of the agent API.
  default String word() {
    return switch (this) {
      case Served _ -> "served";
      case Installed _ -> "installed";
      case Stale _ -> "stale";
      case Held _ -> "held";
      case RolledBack _ -> "rolled-back";
      case Failed _ -> "failed";
      case Waiting _ -> "waiting";
    };
  }

  /// The version in force, if any.
  default Optional<Version> current() {
    return switch (this) {
      case Served(var version) -> Optional.of(version);
      case Installed(var version) -> Optional.of(version);
      case Stale(var version, _) -> Optional.of(version);
      case Held(var installed, _, _) -> Optional.of(installed);
      case RolledBack(var current, _, _) -> current;
      case Failed(var current, _, _) -> current;
      case Waiting(var current, _) -> current;
    };
  }

  /// Why not all is well; empty if it is.
  default Optional<String> whyNot() {
    return switch (this) {
      case Served _, Installed _ -> Optional.empty();
      case Stale(_, var reason) -> Optional.of(reason);
      case Held(_, var version, var until) ->
          Optional.of("version " + version + " is fetched and held until " + until);
      case RolledBack(_, _, var reason) -> Optional.of(reason);
      case Failed(_, _, var reason) -> Optional.of(reason);
      case Waiting(_, var reason) -> Optional.of(reason);
    };
  }

  /// A sentence for people; empty if all is well.
  default Optional<String> detail() {
    return switch (this) {
      case RolledBack(_, var refused, var reason) ->
          Optional.of("version " + refused + " is not in force: " + reason);
      case Served _, Installed _, Stale _, Held _, Failed _, Waiting _ -> whyNot();
    };
  }

  /// Whether this is about what became of a version, rather than about what hinders it.
  default boolean isAbout(Version version) {
    return switch (this) {
      case Served(var served) -> served.equals(version);
      case Installed(var installed) -> installed.equals(version);
      case Stale(var installed, _) -> installed.equals(version);
      case RolledBack(_, var refused, _) -> refused.equals(version);
      case Failed(var current, _, _) -> current.filter(version::equals).isPresent();
      case Held _, Waiting _ -> false;
    };
  }
}
