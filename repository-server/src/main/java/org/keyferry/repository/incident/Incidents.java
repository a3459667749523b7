package org.keyferry.repository.incident;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.repository.audit.Actor;

/// The incidents of the repository, with their certificates and all their transitions.
public interface Incidents {

  Optional<StoredIncident> named(DisplayName name);

  /// As it is now, and stays until the transaction ends: who wants to move it waits.
  Optional<StoredIncident> held(DisplayName name);

  /// In the order of their names.
  ///
  /// @param after the last name of the page before
  List<StoredIncident> page(Optional<DisplayName> after, int limit);

  /// Those that are running or paused.
  List<DisplayName> underWay();

  /// When the incident itself last went on or stopped.
  Optional<Instant> movedAt(DisplayName name);

  /// @param certificates of the incident, waiting; their [Replacement.Subject#wave] is set
  /// @return false if an incident of that name exists; then nothing is written
  boolean add(
      Incident.Planned incident,
      Forecast forecast,
      List<Replacement.Waiting> certificates,
      Actor by,
      Instant now);

  /// Puts `next` in the place of what was found, and notes the transition.
  ///
  /// @return false if somebody else was faster; then nothing is written
  boolean replace(StoredIncident found, Incident next, Actor by, Instant now);

  /// Certificates in one of the states, of waves up to `wave`, in the order of their waves.
  List<StoredReplacement> certificates(
      DisplayName incident, Set<ReplacementState> states, int wave, int limit);

  /// Certificates in the order of their names.
  ///
  /// @param after the last name of the page before
  List<StoredReplacement> certificates(
      DisplayName incident, Optional<DisplayName> after, int limit);

  /// Puts `next` in the place of what was found, and notes the transition.
  ///
  /// @return false if somebody else was faster; then nothing is written
  boolean replace(StoredReplacement found, Replacement next, Instant now);

  /// How the certificates of each wave stand.
  Map<Integer, Tally> tallies(DisplayName incident);

  /// In the order in which they happened.
  ///
  /// @param after number of the last one of the page before; 0 for the first page
  List<Transition> transitions(DisplayName incident, long after, int limit);
}
