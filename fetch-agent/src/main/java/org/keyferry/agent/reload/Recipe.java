package org.keyferry.agent.reload;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/// What to run on this host after a switch.
///
/// @param validate says whether the server would start with what is on the disk; an empty list
///   means there is nothing to run
/// @param reload makes the server read it
/// @param timeout for each
public record Recipe(List<String> validate, Reload reload, Duration timeout) {

  private static final List<String> NONE = List.of();

  public Recipe {
    validate = List.copyOf(validate);
  }

  /// What is run: each program once.
  public List<Path> programs() {
    return Stream.of(validate, reload instanceof Reload.Command(var command) ? command : NONE)
        .filter(each -> !each.isEmpty())
        .map(each -> Path.of(each.getFirst()))
        .distinct()
        .toList();
  }

  /// With a command to reload; an empty list means there is nothing to run.
  public Recipe(List<String> validate, List<String> reload, Duration timeout) {
    this(validate, new Reload.Command(reload), timeout);
  }
}
