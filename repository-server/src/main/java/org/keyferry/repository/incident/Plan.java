package org.keyferry.repository.incident;

import org.keyferry.protocol.pki.DisplayName;

/// What is going to be done, fixed when the incident is planned.
///
/// @param name what officers call the incident
/// @param waves how many there are, the canary included
public record Plan(DisplayName name, Selection selection, Terms terms, int waves) {

  Plan withStopOnError(int percent) {
    return new Plan(name, selection, terms.withStopOnError(percent), waves);
  }
}
