package org.keyferry.agent.adopt.edit;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.keyferry.protocol.pki.Printable;

/// Shows an edit as `diff -u` does. What changes is known, so nothing needs to be searched for.
public final class UnifiedDiff {

  private static final int CONTEXT = 3;
  private static final String NO_FEED = "\n\\ No newline at end of file";

  private final FileEdit edit;
  private final List<String> lines;
  private final StringBuilder text = new StringBuilder();

  private UnifiedDiff(FileEdit edit) {
    this.edit = edit;
    this.lines = linesOf(edit.before());
  }

  /// @return lines that end in LF, to be shown to a person: control characters are made visible
  public static String of(FileEdit edit) {
    return new UnifiedDiff(edit).write();
  }

  private String write() {
    var name = Printable.of(edit.file().toString());
    text.append("--- ").append(name).append("\n+++ ").append(name).append('\n');
    var shift = 0;
    for (var hunk : hunks()) {
      shift += write(hunk, shift);
    }
    return text.toString();
  }

  /// @param shift by how many lines the file has grown before
  /// @return by how many it grows here
  private int write(List<Range> hunk, int shift) {
    var from = Math.max(0, hunk.getFirst().from() - CONTEXT);
    var to = Math.min(lines.size(), hunk.getLast().to() + CONTEXT);
    var added = hunk.stream().mapToInt(each -> each.made().size()).sum();
    var removed = hunk.stream().mapToInt(each -> each.to() - each.from()).sum();
    var count = to - from;
    text.append("@@ -")
        .append(span(from, count))
        .append(" +")
        .append(span(from + shift, count - removed + added))
        .append(" @@\n");
    var at = from;
    for (var range : hunk) {
      lines.subList(at, range.from()).forEach(each -> line(' ', each));
      lines.subList(range.from(), range.to()).forEach(each -> line('-', each));
      range.made().forEach(each -> line('+', each));
      at = range.to();
    }
    lines.subList(at, to).forEach(each -> line(' ', each));
    return added - removed;
  }

  private static String span(int from, int count) {
    var first = count == 0 ? from : from + 1;
    return count == 1 ? Integer.toString(first) : first + "," + count;
  }

  private void line(char mark, String line) {
    var feed = line.endsWith("\n");
    text.append(mark)
        .append(visible(feed ? line.substring(0, line.length() - 1) : line))
        .append(feed ? "" : NO_FEED)
        .append('\n');
  }

  /// Ranges that share their context are shown together.
  private List<List<Range>> hunks() {
    var hunks = new ArrayList<List<Range>>();
    for (var range : ranges()) {
      if (!hunks.isEmpty() && range.from() - hunks.getLast().getLast().to() <= 2 * CONTEXT) {
        hunks.getLast().add(range);
      } else {
        hunks.add(new ArrayList<>(List.of(range)));
      }
    }
    return hunks;
  }

  private List<Range> ranges() {
    var ranges = new ArrayList<Range>();
    var starts = starts();
    for (var each : edit.replacements()) {
      var from = lineAt(starts, each.start());
      var to = lineAt(starts, Math.max(each.start(), each.end() - 1)) + 1;
      if (!ranges.isEmpty() && from <= ranges.getLast().to()) {
        var last = ranges.removeLast();
        from = last.from();
        to = Math.max(to, last.to());
      }
      ranges.add(new Range(from, Math.min(to, lines.size()), List.of()));
    }
    return ranges.stream().map(each -> made(each, starts)).toList();
  }

  private Range made(Range range, List<Integer> starts) {
    var made = linesOf(edit.apply(starts.get(range.from()), starts.get(range.to())));
    var from = range.from();
    var to = range.to();
    var skip = 0;
    while (from < to && skip < made.size() && lines.get(from).equals(made.get(skip))) {
      from++;
      skip++;
    }
    return new Range(from, to, made.subList(skip, made.size()));
  }

  /// Where each line begins, and at last where the text ends.
  private List<Integer> starts() {
    var starts = new ArrayList<Integer>();
    var at = 0;
    for (var line : lines) {
      starts.add(at);
      at += line.length();
    }
    starts.add(at);
    return starts;
  }

  private static int lineAt(List<Integer> starts, int offset) {
    var line = 0;
    while (line + 2 < starts.size() && starts.get(line + 1) <= offset) {
      line++;
    }
    return line;
  }

  private static List<String> linesOf(String text) {
    var lines = new ArrayList<String>();
    var at = 0;
    while (at < text.length()) {
      var feed = text.indexOf('\n', at);
      var end = feed < 0 ? text.length() : feed + 1;
      lines.add(text.substring(at, end));
      at = end;
    }
    return lines;
  }

  private static String visible(String bytes) {
    var line = new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    return line.codePoints().boxed().map(UnifiedDiff::visible).collect(Collectors.joining());
  }

  private static String visible(int letter) {
    return letter == '\t' || (letter >= ' ' && letter < 0x7f)
        ? Character.toString(letter)
        : Printable.of(Character.toString(letter));
  }

  /// Lines of the file, and what they become.
  private record Range(int from, int to, List<String> made) {}
}
