package org.keyferry.agent.cycle;

import java.util.List;
import java.util.Optional;
import org.keyferry.agent.install.Stage;

/// What a round found out about a target.
///
/// @param stage at which a version stands, or which failed; empty if nothing is pending
/// @param looks on which the outcome rests, one for each listener; none if nobody looked
/// @param remark a sentence about the version in force that is worth telling though all is well
record Finding(Outcome outcome, Optional<Stage> stage, List<Look> looks, Optional<String> remark) {

  Finding {
    looks = List.copyOf(looks);
  }

  /// All is well, or there is nothing to do.
  static Finding of(Outcome outcome) {
    return new Finding(outcome, Optional.empty(), List.of(), Optional.empty());
  }

  static Finding at(Stage stage, Outcome outcome) {
    return new Finding(outcome, Optional.of(stage), List.of(), Optional.empty());
  }

  Finding seen(List<Look> looks) {
    return new Finding(outcome, stage, looks, remark);
  }

  /// The serial number that every listener presents.
  Optional<String> servedSerial() {
    var serials = looks.stream().map(Look::serial).distinct().toList();
    return serials.size() == 1 ? serials.getFirst() : Optional.empty();
  }

  /// Unless somebody looked later.
  Finding orSeen(List<Look> earlier) {
    return looks.isEmpty() ? seen(earlier) : this;
  }

  Finding remarking(Optional<String> remark) {
    return new Finding(outcome, stage, looks, remark);
  }
}
