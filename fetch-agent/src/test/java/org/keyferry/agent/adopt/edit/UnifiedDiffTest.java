package org.keyferry.agent.adopt.edit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class UnifiedDiffTest {

  private static final Path FILE = Path.of("/etc/any");

  @Test
  void oneWordOfOneLine() {
    assertThat(diff("a\nb\nc\n", new Replacement(2, 3, "B")))
        .isEqualTo("--- /etc/any\n+++ /etc/any\n@@ -1,3 +1,3 @@\n a\n-b\n+B\n c\n");
  }

  @Test
  void aLineThatGoesAway() {
    assertThat(diff("a\nb\nc\n", new Replacement(2, 4, "")))
        .isEqualTo("--- /etc/any\n+++ /etc/any\n@@ -1,3 +1,2 @@\n a\n-b\n c\n");
  }

  @Test
  void linesSideBySideAreOneChange() {
    assertThat(diff("a\nb\nc\n", new Replacement(0, 1, "A"), new Replacement(2, 4, "")))
        .contains("-a\n-b\n+A\n c\n");
  }

  @Test
  void changesFarApartAreTwoHunks() {
    var text = "1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12\n";
    assertThat(diff(text, new Replacement(0, 1, "one\nuno"), new Replacement(24, 26, "twelve")))
        .contains("@@ -1,4 +1,5 @@\n", "@@ -9,4 +10,4 @@\n");
  }

  @Test
  void aLastLineWithoutItsFeedIsSaid() {
    assertThat(diff("a", new Replacement(0, 1, "b")))
        .isEqualTo(
            "--- /etc/any\n+++ /etc/any\n@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+b\n\\ No"
                + " newline at end of file\n");
  }

  @Test
  void whatHasNoShapeIsMadeVisible() {
    assertThat(diff("\u001b[2Ja\nb\n", new Replacement(6, 7, "B"))).contains(" \\u001b[2Ja\n");
  }

  /// Whoever applies the diff gets what the edit makes.
  @Test
  void theDiffLeadsFromTheOneToTheOther() {
    var random = new SplittableRandom(1);
    for (var round = 0; round < 2_000; round++) {
      var text = new StringBuilder();
      for (var line = 0; line < random.nextInt(30); line++) {
        text.append("line ".repeat(random.nextInt(3))).append(line).append('\n');
      }
      if (random.nextInt(4) == 0) {
        text.append("no feed");
      }
      var replacements = new ArrayList<Replacement>();
      var at = 0;
      while (at < text.length() && replacements.size() < 5) {
        var start = Math.min(text.length(), at + random.nextInt(40));
        var end = Math.min(text.length(), start + random.nextInt(12));
        if (end > start) {
          replacements.add(new Replacement(start, end, random.nextInt(2) == 0 ? "" : "x\ny"));
        }
        at = end + 1;
      }
      var edit = new FileEdit(FILE, text.toString(), replacements);
      assertThat(applied(edit.before(), UnifiedDiff.of(edit))).isEqualTo(edit.after());
    }
  }

  /// As `patch` reads it.
  private static String applied(String before, String diff) {
    var old = lines(before);
    var made = new StringBuilder();
    var at = 0;
    var hunks = diff.split("\n", -1);
    for (var number = 2; number < hunks.length - 1; number++) {
      var line = hunks[number];
      var feed = number + 1 < hunks.length && hunks[number + 1].startsWith("\\") ? "" : "\n";
      switch (line.charAt(0)) {
        case '@' -> {
          var from = Integer.parseInt(line.replaceFirst("^@@ -([0-9]+).*$", "$1"));
          var zero = line.contains(",0 +") ? from : from - 1;
          while (at < zero) {
            made.append(old.get(at));
            at++;
          }
        }
        case ' ' -> {
          assertThat(line.substring(1) + feed).isEqualTo(old.get(at));
          made.append(old.get(at));
          at++;
        }
        case '-' -> {
          assertThat(line.substring(1) + feed).isEqualTo(old.get(at));
          at++;
        }
        case '+' -> made.append(line, 1, line.length()).append(feed);
        default -> assertThat(line).startsWith("\\");
      }
    }
    while (at < old.size()) {
      made.append(old.get(at));
      at++;
    }
    return made.toString();
  }

  private static List<String> lines(String text) {
    var lines = new ArrayList<String>();
    for (var at = 0; at < text.length(); ) {
      var feed = text.indexOf('\n', at);
      var end = feed < 0 ? text.length() : feed + 1;
      lines.add(text.substring(at, end));
      at = end;
    }
    return lines;
  }

  private static String diff(String text, Replacement... replacements) {
    return UnifiedDiff.of(new FileEdit(FILE, text, List.of(replacements)));
  }
}
