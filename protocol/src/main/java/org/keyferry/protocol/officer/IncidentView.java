package org.keyferry.protocol.officer;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Many certificates that are replaced, wave by wave.
///
/// @param name what officers call it
/// @param state `planned`, `running`, `paused`, `done` or `aborted`
/// @param wave the last that was begun; 0 before the first
/// @param waves how many there are, the canary included
/// @param why it is paused, in words a person can act on, or null
/// @param certificates that it concerns
/// @param served certificates of which every target serves the newest version, by the hosts'
///   reports; in a rehearsal, those that the staging CA would issue
/// @param failed certificates that need a person
/// @param agents with a grant to one of the certificates, when it was planned
/// @param targets that these agents reported for them, when it was planned
/// @param notes what an officer should know before it runs
/// @param progress how each wave stands
public record IncidentView(
    String name,
    IncidentSelection selection,
    int canary,
    int waveSize,
    int stopOnError,
    String patience,
    @Nullable String revoke,
    @Nullable String rehearsal,
    String state,
    int wave,
    int waves,
    @Nullable String why,
    int certificates,
    int served,
    int failed,
    int agents,
    int targets,
    List<String> notes,
    List<WaveView> progress,
    String plannedBy,
    Instant plannedAt) {

  public IncidentView {
    notes = List.copyOf(notes);
    progress = List.copyOf(progress);
  }

  /// How the certificates of one wave stand.
  ///
  /// @param wave from 1
  /// @param certificates all of them
  public record WaveView(
      int wave,
      int certificates,
      int waiting,
      int ordered,
      int issued,
      int served,
      int revoked,
      int rehearsed,
      int failed) {}
}
