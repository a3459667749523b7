package org.keyferry.agent.cycle;

import java.util.List;
import java.util.Optional;

/// What a round came to.
///
/// @param trouble why the repository could not be followed, if so
/// @param targets in the order of the settings
public record RoundResult(Optional<Trouble> trouble, List<TargetResult> targets) {

  public RoundResult {
    targets = List.copyOf(targets);
  }

  public record TargetResult(Target target, Outcome outcome) {}
}
