package org.keyferry.agent.install;

import java.util.Optional;
import org.keyferry.protocol.bundle.Version;

/// Where the installation of a target stands. On the disk before each step that it announces.
///
/// ```
/// Empty, Settled -> Preparing -> Switching -> Settled
///        \______________/          \-> Returning -> Empty, Settled
/// ```
public sealed interface Journal {

  /// Where an installation may stand for good, and can go back to.
  sealed interface Rest extends Journal {}

  /// What is under way may have changed what a server reads.
  sealed interface UnderWay extends Journal {

    /// Where going back leads.
    Rest from();

    /// The version that is on its way in, or out again.
    Version version();

    /// The switch file to go back to, if there was one.
    Previous previous();

    Stage at();
  }

  /// Nothing was installed yet.
  record Empty() implements Rest {}

  /// The last stage: it is reported until the repository has taken the report, and the first round
  /// of a process always reports.
  ///
  /// @param installed in force
  /// @param before kept beside it
  record Settled(Version installed, Optional<Version> before) implements Rest {}

  /// `version` is made ready, and no server can have heard of it: whoever finds this begins anew.
  ///
  /// @param under what holds until the switch
  /// @param at [Stage#PLAN], [Stage#STAGE] or [Stage#CHECK]
  record Preparing(Journal under, Version version, Stage at) implements Journal {

    public Preparing {
      if (under instanceof Preparing preparing) {
        under = preparing.under();
      }
    }
  }

  /// The switch file is about to name `version`, or does so and nobody has seen it served yet: a
  /// reload is pending.
  ///
  /// @param at [Stage#SWITCH] to [Stage#PROBE]
  record Switching(Rest from, Version version, Previous previous, Stage at) implements UnderWay {

    Switching reaching(Stage next) {
      return new Switching(from, version, previous, next);
    }
  }

  /// `version` is given up: the switch file is about to be what it was, or is so and the server may
  /// not have read it yet.
  ///
  /// @param at the stage that failed
  record Returning(Rest from, Version version, Previous previous, Stage at) implements UnderWay {}

  /// The version that is in force unless what is under way succeeds.
  default Optional<Version> confirmed() {
    return switch (rest()) {
      case Empty _ -> Optional.empty();
      case Settled settled -> Optional.of(settled.installed());
    };
  }

  /// Where everything stands once what is under way was given up.
  default Rest rest() {
    return switch (this) {
      case Rest rest -> rest;
      case Preparing preparing -> preparing.under().rest();
      case UnderWay underWay -> underWay.from();
    };
  }

  /// The version that is under way, if any.
  default Optional<Version> pending() {
    return switch (this) {
      case Rest _ -> Optional.empty();
      case Preparing preparing -> Optional.of(preparing.version());
      case UnderWay underWay -> Optional.of(underWay.version());
    };
  }

  /// The stage at which what is under way stands; empty if nothing is.
  default Optional<Stage> stage() {
    return switch (this) {
      case Rest _ -> Optional.empty();
      case Preparing preparing -> Optional.of(preparing.at());
      case UnderWay underWay -> Optional.of(underWay.at());
    };
  }
}
