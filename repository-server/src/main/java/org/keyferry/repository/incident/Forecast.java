package org.keyferry.repository.incident;

import java.util.List;

/// What an incident concerns, counted when it was planned.
///
/// @param agents with a grant to one of the certificates
/// @param targets that these agents have reported for them
/// @param notes what an officer should know before it runs, each a sentence
public record Forecast(int certificates, int agents, int targets, List<String> notes) {

  public Forecast {
    notes = List.copyOf(notes);
  }
}
