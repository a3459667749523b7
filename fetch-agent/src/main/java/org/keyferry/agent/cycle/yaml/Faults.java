package org.keyferry.agent.cycle.yaml;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// What is wrong in a file, collected: one fault does not hide the next.
final class Faults {

  private final List<YamlFault> found = new ArrayList<>();

  /// @return empty if there was a fault
  <T> Optional<T> collect(Reading<T> reading) {
    try {
      return Optional.of(reading.read());
    } catch (YamlFault fault) {
      found.add(fault);
      return Optional.empty();
    }
  }

  void check(Checking checking) {
    try {
      checking.check();
    } catch (YamlFault fault) {
      found.add(fault);
    }
  }

  void add(YamlFault fault) {
    found.add(fault);
  }

  int count() {
    return found.size();
  }

  /// In the order of the file.
  List<String> sentences() {
    return found.stream()
        .sorted(Comparator.comparingInt(YamlFault::line))
        .map(YamlFault::sentence)
        .toList();
  }

  interface Reading<T> {
    T read() throws YamlFault;
  }

  interface Checking {
    void check() throws YamlFault;
  }
}
