package org.keyferry.repository.incident;

import java.util.Locale;

/// The name of a state, for rows, lists and people.
public enum IncidentState {
  PLANNED,
  RUNNING,
  PAUSED,
  DONE,
  ABORTED;

  public static IncidentState of(Incident incident) {
    return switch (incident) {
      case Incident.Planned _ -> PLANNED;
      case Incident.Running _ -> RUNNING;
      case Incident.Paused _ -> PAUSED;
      case Incident.Done _ -> DONE;
      case Incident.Aborted _ -> ABORTED;
    };
  }

  /// @return the wave that was begun last; 0 before the first
  public static int waveOf(Incident incident) {
    return switch (incident) {
      case Incident.Planned _ -> 0;
      case Incident.Running running -> running.wave();
      case Incident.Paused paused -> paused.wave();
      case Incident.Done done -> done.plan().waves();
      case Incident.Aborted aborted -> aborted.wave();
    };
  }

  /// As JSON and rows have it: `running`.
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
