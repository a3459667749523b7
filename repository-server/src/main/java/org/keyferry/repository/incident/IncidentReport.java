package org.keyferry.repository.incident;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/// All that is written down of an incident.
///
/// @param waves how the certificates of each stand
/// @param certificates in the order of their names
/// @param transitions in the order in which they happened
/// @param at when it was read
public record IncidentReport(
    StoredIncident stored,
    Map<Integer, Tally> waves,
    List<StoredReplacement> certificates,
    List<Transition> transitions,
    Instant at) {

  public IncidentReport {
    waves = Map.copyOf(waves);
    certificates = List.copyOf(certificates);
    transitions = List.copyOf(transitions);
  }
}
