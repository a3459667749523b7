package org.keyferry.repository.agent;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.keyferry.protocol.pki.Thumbprint;
import org.keyferry.repository.agent.ReportedGenerations.Reported;

/// The rule by which one host is told from two.
///
/// A host gives each report the next generation, keeps both on its disk, and sends that report, and
/// no other, until it is answered. So whatever crashes or gets lost, one host says one thing with
/// one generation. Two hosts that go on from one state say two things with the same one.
///
/// @param reported the last of them, the newest first
record Generations(List<Reported> reported) {

  /// How long a request for an identity may be under way.
  private static final Duration LONGEST_ON_ITS_WAY = Duration.ofMinutes(2);

  Generations {
    reported = List.copyOf(reported);
  }

  Verdict onReport(long generation, Thumbprint report) {
    if (generation > newest()) {
      return Verdict.NEXT;
    }
    return reported.stream()
            .anyMatch(each -> each.generation() == generation && each.report().equals(report))
        ? Verdict.REPEATED
        : Verdict.CLONED;
  }

  /// A request for an identity says how far the reports have come, and is not one of them.
  Verdict onRenewal(long generation, Instant now) {
    if (generation >= newest()) {
      return Verdict.NEXT;
    }
    return now.isBefore(reported.getFirst().at().plus(LONGEST_ON_ITS_WAY))
        ? Verdict.LATE
        : Verdict.CLONED;
  }

  long newest() {
    return reported.isEmpty() ? 0 : reported.getFirst().generation();
  }

  enum Verdict {
    /// It follows what was said before.
    NEXT,
    /// It was said before, to the letter: the answer was lost.
    REPEATED,
    /// It may have been overtaken on its way.
    LATE,
    /// Something else was said in its place: there are two hosts, or one that was set back.
    CLONED
  }
}
