package org.keyferry.repository.incident;

import java.util.Map;

/// How many certificates are in which state.
public record Tally(Map<ReplacementState, Integer> counted) {

  public Tally {
    counted = Map.copyOf(counted);
  }

  public int in(ReplacementState state) {
    return counted.getOrDefault(state, 0);
  }

  public int total() {
    return counted.values().stream().mapToInt(Integer::intValue).sum();
  }

  /// Served and verified by the hosts' reports; in a rehearsal, rehearsed.
  public int served() {
    return in(ReplacementState.SERVED)
        + in(ReplacementState.REVOKED)
        + in(ReplacementState.REHEARSED);
  }

  public int failed() {
    return in(ReplacementState.FAILED);
  }

  /// What a wave waits for.
  public int open() {
    return total() - served() - failed();
  }
}
