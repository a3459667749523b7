package org.keyferry.acceptance;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What became of each kind of server in each kind of trouble, for people.
final class TroubleTable {

  private static final int FIRST_COLUMN = 28;
  private static final int COLUMN = 18;

  private final List<String> kinds;
  private final Map<String, Map<String, String>> rows = new LinkedHashMap<>();

  TroubleTable(List<String> kinds) {
    this.kinds = kinds;
  }

  void enter(String trouble, String kind, String state) {
    rows.computeIfAbsent(trouble, _ -> new LinkedHashMap<>()).put(kind, state);
  }

  @Override
  public String toString() {
    var head = line("", kinds.stream());
    return rows.entrySet().stream()
        .map(row ->
            line(row.getKey(), kinds.stream().map(kind -> row.getValue().getOrDefault(kind, "-"))))
        .collect(Collectors.joining("\n", head + "\n", ""));
  }

  private static String line(String first, Stream<String> others) {
    return Stream.concat(
            Stream.of(padded(first, FIRST_COLUMN)), others.map(each -> padded(each, COLUMN)))
        .collect(Collectors.joining())
        .stripTrailing();
  }

  private static String padded(String text, int width) {
    return String.format(Locale.ROOT, "%-" + width + "s", text);
  }
}
