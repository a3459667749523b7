package org.keyferry.agent.cycle;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// How this host stands, read from its disk alone.
///
/// @param agent empty if this host is not enrolled
/// @param lastRound when one ended last
/// @param lastContact when the repository answered last
/// @param trouble why the last round did not come to its end
public record StatusPage(
    Optional<Identity> agent,
    String server,
    Optional<Instant> lastRound,
    Optional<Instant> lastContact,
    Optional<String> trouble,
    List<Line> targets) {

  public StatusPage {
    targets = List.copyOf(targets);
  }

  public record Identity(String id, String name, String repository, Instant expires) {}

  /// One target.
  ///
  /// @param state a word of the agent API
  /// @param version in force, as it is on the disk
  /// @param serial of its leaf
  /// @param notAfter of its leaf
  /// @param reason why not all is well
  /// @param nextTry when what failed is tried again
  public record Line(
      String target,
      String certificate,
      String state,
      Optional<String> version,
      Optional<String> serial,
      Optional<Instant> notAfter,
      Optional<String> reason,
      Optional<Instant> nextTry) {}
}
