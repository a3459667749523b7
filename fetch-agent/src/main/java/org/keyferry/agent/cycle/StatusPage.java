package org.keyferry.agent.cycle;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.keyferry.agent.install.Stage;

/// How this host stands, read from its disk alone.
///
/// @param at when it was read
/// @param agent empty if this host is not enrolled
/// @param server base URL of the repository
/// @param process that is at work, if one is
/// @param lastRound when one ended last
/// @param lastContact when the repository answered last
/// @param manifest what it said last, fresh or not
/// @param frozenSince when it last said something fresh, if that is too long ago
/// @param fault where the last round failed: `unreachable`, `refused`, `statement`, `disk`,
///   `server`
/// @param trouble why the last round did not come to its end
/// @param next what is to be done before anything can go on, or what the agent does next
/// @param tally of what happened so far
/// @param unwanted certificates for this host that no target of it names: sentences by name
public record StatusPage(
    Instant at,
    Optional<Identity> agent,
    String server,
    Optional<Long> process,
    Optional<Instant> lastRound,
    Optional<Instant> lastContact,
    Optional<Freshness> manifest,
    Optional<Instant> frozenSince,
    Optional<String> fault,
    Optional<String> trouble,
    String next,
    Tally tally,
    List<Line> targets,
    SortedMap<String, String> unwanted) {

  public StatusPage {
    targets = List.copyOf(targets);
    unwanted = Collections.unmodifiableSortedMap(new TreeMap<>(unwanted));
  }

  /// @param keys where they are kept
  public record Identity(
      String id,
      String name,
      String repository,
      Instant expires,
      Instant renewalDue,
      String keys) {}

  public record Freshness(Instant issuedAt, Instant freshUntil) {}

  /// One target.
  ///
  /// @param state a word of the agent API
  /// @param version in force, as it is on the disk
  /// @param serial of its leaf
  /// @param notAfter of its leaf
  /// @param servedSerial which every listener presented when somebody looked last
  /// @param listeners what each presented when somebody looked last
  /// @param stage at which a version stands, or which failed
  /// @param reason why not all is well
  /// @param remark what is worth telling though all is well
  /// @param next what happens next, or what is to be done
  /// @param nextTry when what failed is tried again, or what is held goes in
  /// @param failures tries in a row that failed
  /// @param installs so far
  /// @param rollbacks so far
  public record Line(
      String target,
      String kind,
      String certificate,
      String state,
      Optional<String> version,
      Optional<String> serial,
      Optional<Instant> notAfter,
      Optional<String> servedSerial,
      List<Seen> listeners,
      Optional<String> stage,
      Optional<String> reason,
      Optional<String> remark,
      String next,
      Optional<Instant> nextTry,
      int failures,
      long installs,
      long rollbacks) {

    public Line {
      listeners = List.copyOf(listeners);
    }

    /// With its number, as logs have it: `5/8-validate`.
    public Optional<String> numberedStage() {
      return stage.map(word -> Stage.parse(word).toString());
    }
  }

  /// One listener.
  ///
  /// @param serial that it presented; empty if there was no TLS handshake
  /// @param notAfter of what it presented
  /// @param fault why there was none
  /// @param at when somebody looked; empty if nobody did yet
  public record Seen(
      String address,
      String protocol,
      Optional<String> serverName,
      Optional<String> serial,
      Optional<Instant> notAfter,
      Optional<String> fault,
      Optional<Instant> at) {}
}
