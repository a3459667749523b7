package org.keyferry.repository.issuance;

import java.time.Instant;

/// Whether a CA is asked. All replicas share it.
///
/// ```
/// Closed -> Open <-> HalfOpen
///    \________________/
/// ```
public sealed interface Circuit {

  static Circuit fresh() {
    return new Closed(0);
  }

  /// The name of the state, for rows, lists and people: `half-open`.
  String state();

  /// The CA answers, as far as is known.
  ///
  /// @param failures in a row
  record Closed(int failures) implements Circuit {

    Closed failedOnceMore() {
      return new Closed(failures + 1);
    }

    Open opened(Instant now, Instant probeAt, String reason) {
      return new Open(now, probeAt, 0, reason);
    }

    @Override
    public String state() {
      return "closed";
    }
  }

  /// The CA is down, and not asked.
  sealed interface Tripped extends Circuit permits Open, HalfOpen {

    /// When it was found to be down.
    Instant since();

    /// When an order may find out how it is.
    Instant probeAt();

    /// How many orders have found it down again since.
    int probes();

    /// What the CA said, or did not.
    String reason();

    default boolean isProbeDue(Instant now) {
      return !now.isBefore(probeAt());
    }

    /// One order finds out.
    ///
    /// @param until when it should have; then another may
    default HalfOpen probed(Instant until) {
      return new HalfOpen(since(), until, probes(), reason());
    }

    default Open stillDown(Instant nextProbe, String why) {
      return new Open(since(), nextProbe, probes() + 1, why);
    }
  }

  /// Nobody asks before `probeAt`.
  record Open(Instant since, Instant probeAt, int probes, String reason) implements Tripped {

    @Override
    public String state() {
      return "open";
    }
  }

  /// One order is asking. If nothing is heard of it by `probeAt`, another may.
  record HalfOpen(Instant since, Instant probeAt, int probes, String reason) implements Tripped {

    @Override
    public String state() {
      return "half-open";
    }
  }
}
