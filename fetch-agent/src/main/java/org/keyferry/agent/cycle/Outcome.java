package org.keyferry.agent.cycle;

import java.util.Optional;
import org.keyferry.protocol.bundle.Version;

/// How a target stands after a round.
public sealed interface Outcome {

  /// Installed, and seen by a TLS handshake.
  record Served(Version version) implements Outcome {}

  /// Installed and reloaded; no probe was asked for.
  record Installed(Version version) implements Outcome {}

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
      case RolledBack(var current, _, _) -> current;
      case Failed(var current, _, _) -> current;
      case Waiting(var current, _) -> current;
    };
  }

  /// Why not all is well; empty if it is.
  default Optional<String> whyNot() {
    return switch (this) {
      case Served _, Installed _ -> Optional.empty();
      case RolledBack(_, _, var reason) -> Optional.of(reason);
      case Failed(_, _, var reason) -> Optional.of(reason);
      case Waiting(_, var reason) -> Optional.of(reason);
    };
  }

  /// A sentence for people; empty if all is well.
  default Optional<String> detail() {
    return switch (this) {
      case Served _, Installed _ -> Optional.empty();
      case RolledBack(_, var refused, var reason) ->
          Optional.of("version " + refused + " is not in force: " + reason);
      case Failed(_, _, var reason) -> Optional.of(reason);
      case Waiting(_, var reason) -> Optional.of(reason);
    };
  }
}
