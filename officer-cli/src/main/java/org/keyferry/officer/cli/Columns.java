package org.keyferry.officer.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.keyferry.protocol.pki.Printable;

/// How a list of things is shown, one a line: aligned, and cut to what the terminal is wide.
final class Columns<T> {

  private static final String GAP = "  ";
  private static final String CUT = "...";
  private static final int NARROWEST = 8;

  private final List<Column<T>> columns;

  private Columns(List<Column<T>> columns) {
    this.columns = columns;
  }

  /// A column that may be cut.
  static <T> Columns<T> of(String heading, Function<T, @Nullable String> cell) {
    return new Columns<T>(List.of()).and(heading, cell);
  }

  /// A column of which less would be worth nothing: ids, times, versions.
  static <T> Columns<T> ofWhole(String heading, Function<T, @Nullable String> cell) {
    return new Columns<T>(List.of()).andWhole(heading, cell);
  }

  /// A column that may be cut.
  Columns<T> and(String heading, Function<T, @Nullable String> cell) {
    return and(new Column<>(heading, cell, Width.ELASTIC));
  }

  /// A column of which less would be worth nothing: ids, times, versions.
  Columns<T> andWhole(String heading, Function<T, @Nullable String> cell) {
    return and(new Column<>(heading, cell, Width.WHOLE));
  }

  /// A column that is left out, the last first, where the terminal is too narrow for all. JSON has
  /// it.
  Columns<T> andIfThereIsRoom(String heading, Function<T, @Nullable String> cell) {
    return and(new Column<>(heading, cell, Width.SPARE));
  }

  private Columns<T> and(Column<T> column) {
    var more = new ArrayList<>(columns);
    more.add(column);
    return new Columns<>(List.copyOf(more));
  }

  /// @param limit characters in a line
  List<String> render(List<T> items, int limit) {
    var rows = new ArrayList<List<String>>();
    rows.add(columns.stream().map(Column::heading).toList());
    for (var item : items) {
      rows.add(columns.stream().map(column -> column.textOf(item)).toList());
    }
    var widths = widthsOf(rows, limit);
    var spare = lastSpare();
    if (totalOf(widths) > limit && spare.isPresent()) {
      return without(spare.get()).render(items, limit);
    }
    return rows.stream().map(row -> lineOf(row, widths)).toList();
  }

  private Optional<Column<T>> lastSpare() {
    return columns.reversed().stream().filter(each -> each.width() == Width.SPARE).findFirst();
  }

  private Columns<T> without(Column<T> column) {
    return new Columns<>(columns.stream().filter(each -> !each.equals(column)).toList());
  }

  private int[] widthsOf(List<List<String>> rows, int limit) {
    var widths = new int[columns.size()];
    for (var row : rows) {
      for (var at = 0; at < widths.length; at++) {
        widths[at] = Math.max(widths[at], row.get(at).length());
      }
    }
    for (var over = totalOf(widths) - limit; over > 0; over--) {
      var widest = widestElasticOf(widths);
      if (widest < 0) {
        break; // then the line is longer than the terminal is wide
      }
      widths[widest]--;
    }
    return widths;
  }

  private static int totalOf(int[] widths) {
    var total = GAP.length() * (widths.length - 1);
    for (var width : widths) {
      total += width;
    }
    return total;
  }

  /// @return -1 if no column can be cut any more
  private int widestElasticOf(int[] widths) {
    var widest = -1;
    for (var at = 0; at < widths.length; at++) {
      if (columns.get(at).width() == Width.ELASTIC
          && widths[at] > (widest < 0 ? NARROWEST : widths[widest])) {
        widest = at;
      }
    }
    return widest;
  }

  private static String lineOf(List<String> row, int[] widths) {
    var line = new StringBuilder();
    for (var at = 0; at < widths.length; at++) {
      var cell = row.get(at);
      var text =
          cell.length() <= widths[at] ? cell : cell.substring(0, widths[at] - CUT.length()) + CUT;
      line.append(text);
      line.repeat(' ', widths[at] - text.length()).append(GAP);
    }
    return line.toString().stripTrailing();
  }

  private enum Width {
    ELASTIC,
    WHOLE,
    SPARE
  }

  private record Column<T>(String heading, Function<T, @Nullable String> cell, Width width) {

    String textOf(T item) {
      var text = cell.apply(item);
      return text == null || text.isEmpty() ? "-" : Printable.of(text);
    }
  }
}
