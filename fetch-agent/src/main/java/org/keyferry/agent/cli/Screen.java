package org.keyferry.agent.cli;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;

/// Where something is shown: how wide it is, and whether it has colours.
///
/// What is not a terminal has neither, so that a script finds one finding in one line.
///
/// @param width characters in a line
record Screen(int width, Ansi ansi) {

  private static final int ENDLESS = Integer.MAX_VALUE;
  private static final int NARROWEST = 20;

  /// NO_COLOR and TERM are heeded (picocli's `Ansi.AUTO`).
  @SuppressWarnings("SystemConsoleNull") // JDK 25 has null again where there is no terminal
  static Screen of(CommandSpec spec) {
    var console = System.console();
    return console != null && console.isTerminal()
        ? new Screen(spec.usageMessage().width(), Ansi.AUTO)
        : new Screen(ENDLESS, Ansi.OFF);
  }

  /// A word of ours in a colour.
  ///
  /// @param style such as `bold,red`
  String styled(String word, String style) {
    return ansi.string("@|" + style + " " + word + "|@");
  }

  /// Breaks between words. What does not fit at all is not broken: somebody may want to copy it.
  ///
  /// @param first before the first line; it may have colours, so its width is told
  /// @param indent of the first line's text, and of each line behind it
  List<String> wrapped(String first, int indent, String text) {
    var room = Math.max(NARROWEST, width - indent);
    var lines = new ArrayList<String>();
    var line = new StringBuilder();
    for (var word : text.split(" ", -1)) {
      if (!line.isEmpty() && line.length() + 1 + word.length() > room) {
        lines.add(line.toString());
        line.setLength(0);
      }
      line.append(line.isEmpty() ? "" : " ").append(word);
    }
    lines.add(line.toString());
    var margin = " ".repeat(indent);
    var shown = new ArrayList<String>();
    for (var each : lines) {
      shown.add((shown.isEmpty() ? first : margin) + each);
    }
    return shown;
  }

  /// Cut, if it is too long for a column.
  static String cut(String text, int longest) {
    return text.length() <= longest ? text : text.substring(0, Math.max(0, longest - 3)) + "...";
  }

  static String padded(String text, int width) {
    return text + " ".repeat(Math.max(0, width - text.length()));
  }
}
