package org.keyferry.agent.cycle;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// How this host stands, read from its disk alone.
///
/// @param agent empty if this host is not enrolled
/// @param lastRound when one ended last
/// @param lastContact when the repository answered last
/// @param frozenSince when the repository last said something fresh, if that is too long ago
/// @param trouble why the last round did not come to its end
/// @param unwanted certificates for this host that no target of it names: sentences by name
public record StatusPage(
    Optional<Identity> agent,
    String server,
    Optional<Instant> lastRound,
    Optional<Instant> lastContact,
    Optional<Instant> frozenSince,
    Optional<String> trouble,
    List<Line> targets,
    SortedMap<String, String> unwanted) {

  public StatusPage {
    targets = List.copyOf(targets);
    unwanted = Collections.unmodifiableSortedMap(new TreeMap<>(unwanted));
  }

  public record Identity(String id, String name, String repository, Instant expires) {}

  /// One target.
  ///
  /// @param state a word of the agent API
  /// @param version in force, as it is on the disk
  /// @param serial of its leaf
  /// @param notAfter of its leaf
  /// @param servedSerial which every listener presented when somebody looked last
  /// @param stage at which a version stands, or which failed
  /// @param reason why not all is well
  /// @param remark what is worth telling though all is well
  /// @param nextTry when what failed is tried again, or what is held goes in
  public record Line(
      String target,
      String certificate,
      String state,
      Optional<String> version,
      Optional<String> serial,
      Optional<Instant> notAfter,
      Optional<String> servedSerial,
      Optional<String> stage,
      Optional<String> reason,
      Optional<String> remark,
      Optional<Instant> nextTry) {}
}
