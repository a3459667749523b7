package org.keyferry.repository.incident;

import java.util.Optional;

/// Many certificates that must be replaced, wave by wave.
///
/// ```
/// Planned -> Running(wave) -> Done
///    |          |    ^
///    |          v    |
///    |        Paused(wave)
///    v          |
/// Aborted <-----+---- Running
/// ```
///
/// A state has methods only for the transitions that leave it, so an illegal one does not compile.
public sealed interface Incident {

  Plan plan();

  /// Nothing is done yet.
  record Planned(Plan plan) implements Incident {

    /// The first wave begins.
    public Running run() {
      return new Running(plan, 1);
    }

    public Aborted abort() {
      return new Aborted(plan, 0);
    }
  }

  /// Waves up to `wave` are begun.
  record Running(Plan plan, int wave) implements Incident {

    public Running nextWave() {
      if (isLastWave()) {
        throw new IllegalStateException("there are " + plan.waves() + " waves");
      }
      return new Running(plan, wave + 1);
    }

    public Paused pause(String why) {
      return new Paused(plan, wave, why);
    }

    public Done done() {
      return new Done(plan);
    }

    public Aborted abort() {
      return new Aborted(plan, wave);
    }

    boolean isLastWave() {
      return wave >= plan.waves();
    }
  }

  /// Nothing new is begun; what is under way goes on, and is watched.
  ///
  /// @param why in words a person can act on
  record Paused(Plan plan, int wave, String why) implements Incident {

    /// @param stopOnError how many of a hundred may fail from now on; empty: as before
    public Running resume(Optional<Integer> stopOnError) {
      return new Running(stopOnError.map(plan::withStopOnError).orElse(plan), wave);
    }

    public Aborted abort() {
      return new Aborted(plan, wave);
    }
  }

  /// Every certificate is settled.
  record Done(Plan plan) implements Incident {}

  /// An officer ended it; what was under way goes on by itself and is not watched any more.
  ///
  /// @param wave the last that was begun; 0 if none was
  record Aborted(Plan plan, int wave) implements Incident {}
}
