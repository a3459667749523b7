package org.keyferry.agent.adopt.edit;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/// A file and what is replaced in it. Every byte that is not replaced stays.
///
/// @param file of the host, without links
/// @param before one character for each byte (ISO 8859-1)
/// @param replacements in their order, none within another
public record FileEdit(Path file, String before, List<Replacement> replacements) {

  public FileEdit {
    replacements = replacements.stream().sorted().toList();
    if (replacements.stream().anyMatch(each -> each.end() > before.length())) {
      throw new IllegalArgumentException("a replacement ends behind " + file);
    }
    for (var at = 1; at < replacements.size(); at++) {
      if (replacements.get(at).start() < replacements.get(at - 1).end()) {
        throw new IllegalArgumentException("two replacements overlap in " + file);
      }
    }
  }

  public String after() {
    return apply(0, before.length());
  }

  byte[] bytesBefore() {
    return before.getBytes(StandardCharsets.ISO_8859_1);
  }

  byte[] bytesAfter() {
    return after().getBytes(StandardCharsets.ISO_8859_1);
  }

  /// What becomes of a part that no replacement crosses the edges of.
  String apply(int start, int end) {
    var made = new StringBuilder();
    var at = start;
    for (var each : replacements) {
      if (each.start() >= start && each.end() <= end) {
        made.append(before, at, each.start()).append(each.by());
        at = each.end();
      }
    }
    return made.append(before, at, end).toString();
  }
}
