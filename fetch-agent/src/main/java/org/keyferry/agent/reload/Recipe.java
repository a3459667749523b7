package org.keyferry.agent.reload;

import java.time.Duration;
import java.util.List;

/// What to run on this host after a switch. An empty list means there is nothing to run.
///
/// @param validate says whether the server would start with what is on the disk
/// @param reload makes the server read it
/// @param timeout for each
public record Recipe(List<String> validate, List<String> reload, Duration timeout) {

  public Recipe {
    validate = List.copyOf(validate);
    reload = List.copyOf(reload);
  }
}
