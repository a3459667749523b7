package org.keyferry.officer.cli;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How one thing is shown: a line for each of its members.
final class Sheet {

  private final List<Line> lines = new ArrayList<>();

  Sheet line(String label, @Nullable String value) {
    lines.add(new Line(label, value == null || value.isEmpty() ? "-" : value));
    return this;
  }

  Sheet line(String label, List<String> values) {
    return line(label, String.join(", ", values));
  }

  List<String> render() {
    var width = lines.stream().mapToInt(line -> line.label().length()).max().orElse(0);
    return lines.stream()
        .map(line -> line.label() + " ".repeat(width + 2 - line.label().length()) + line.value())
        .toList();
  }

  private record Line(String label, String value) {}
}
