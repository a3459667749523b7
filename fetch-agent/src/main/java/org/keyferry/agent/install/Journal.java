package org.keyferry.agent.install;

import java.util.Optional;
import org.keyferry.protocol.bundle.Version;

/// Where the installation of a target stands. On the disk before each step that it announces.
public sealed interface Journal {

  /// Nothing was installed yet.
  record Empty() implements Journal {}

  /// @param installed in force
  /// @param before kept beside it
  record Settled(Version installed, Optional<Version> before) implements Journal {}

  /// The switch file is about to name `to`, or does so and nobody has seen it served yet: a reload
  /// is pending.
  ///
  /// @param from in force before
  /// @param previous whether there is a switch file to go back to
  record Switching(Optional<Version> from, Version to, Previous previous) implements Journal {}

  /// `refused` is given up: the switch file is about to be what it was, or is so and the server may
  /// not have read it yet.
  record Returning(Optional<Version> from, Version refused, Previous previous) implements Journal {}

  /// Whether a switch file was there before the switch under way.
  enum Previous {
    NONE,
    KEPT
  }

  /// The version that is in force unless what is under way succeeds.
  default Optional<Version> confirmed() {
    return switch (this) {
      case Empty _ -> Optional.empty();
      case Settled settled -> Optional.of(settled.installed());
      case Switching switching -> switching.from();
      case Returning returning -> returning.from();
    };
  }
}
