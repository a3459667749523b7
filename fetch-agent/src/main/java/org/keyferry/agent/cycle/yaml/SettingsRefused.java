package org.keyferry.agent.cycle.yaml;

import java.util.List;
import java.util.stream.Collectors;

/// The settings cannot be used.
public final class SettingsRefused extends Exception {

  private final transient List<String> faults;

  /// @param faults sentences, each with its place
  SettingsRefused(List<String> faults) {
    super(faults.stream().collect(Collectors.joining("\n")));
    this.faults = List.copyOf(faults);
  }

  public List<String> faults() {
    return faults;
  }
}
