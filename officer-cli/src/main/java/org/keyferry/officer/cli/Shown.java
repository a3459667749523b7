package org.keyferry.officer.cli;

/// Text from the network, fit for a terminal.
final class Shown {

  private Shown() {}

  /// One line: characters that move a cursor or hide others become `?`.
  static String line(String text) {
    var shown = new StringBuilder(text.length());
    text.codePoints().map(each -> isHarmless(each) ? each : '?').forEach(shown::appendCodePoint);
    return shown.toString();
  }

  private static boolean isHarmless(int character) {
    return switch (Character.getType(character)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.UNASSIGNED ->
          false;
      default -> true;
    };
  }
}
