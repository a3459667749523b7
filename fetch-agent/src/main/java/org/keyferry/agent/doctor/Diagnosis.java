package org.keyferry.agent.doctor;

import java.time.Instant;
import java.util.List;

/// What an examination came to.
///
/// @param at when it began
/// @param user that looked: another one may see more or less
/// @param checks in the order of their subjects, those of each target together
public record Diagnosis(Instant at, String user, List<Check> checks) {

  public Diagnosis {
    checks = List.copyOf(checks);
  }

  public int count(Verdict verdict) {
    return (int) checks.stream().filter(each -> each.verdict() == verdict).count();
  }

  /// Whether everything that could be looked at works.
  public boolean isHealthy() {
    return count(Verdict.FAILED) == 0;
  }
}
