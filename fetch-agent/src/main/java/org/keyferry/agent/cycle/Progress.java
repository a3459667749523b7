package org.keyferry.agent.cycle;

import org.keyferry.agent.install.Stage;
import org.keyferry.protocol.bundle.Version;

/// Hears of each stage of an installation as it begins.
@FunctionalInterface
public interface Progress {

  /// Nobody listens.
  Progress UNHEARD = _ -> {};

  void reached(Step step);

  /// @param target by name
  /// @param number of the stage, from 1 to `of`
  /// @param stage by name
  record Step(String target, String version, int number, int of, String stage) {

    static Step of(Target target, Version version, Stage stage) {
      return new Step(
          target.name().toString(),
          version.toString(),
          stage.number(),
          Stage.values().length,
          stage.word());
    }
  }
}
