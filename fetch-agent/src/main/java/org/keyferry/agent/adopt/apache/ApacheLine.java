package org.keyferry.agent.adopt.apache;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.keyferry.agent.adopt.host.ConfigurationFile;
import org.keyferry.agent.adopt.host.Place;
import org.keyferry.agent.adopt.host.Spot;

/// One line, with those that a backslash at the end joins to it.
///
/// @param start offset of its first letter that is no space
/// @param end behind its last letter; the line feed is not in it
/// @param text without the backslashes that join lines
record ApacheLine(ConfigurationFile file, int start, int end, String text) {

  /// Lines of a file that say something: no comments, none that are empty.
  static List<ApacheLine> of(ConfigurationFile file) {
    var lines = new ArrayList<ApacheLine>();
    var text = file.text();
    var at = 0;
    while (at < text.length()) {
      var begin = at;
      var joined = new StringBuilder();
      var end = at;
      var goesOn = true;
      while (goesOn && at < text.length()) {
        var feed = text.indexOf('\n', at);
        end = feed < 0 ? text.length() : feed;
        var line = text.substring(at, end > at && text.charAt(end - 1) == '\r' ? end - 1 : end);
        goesOn = line.endsWith("\\");
        joined.append(goesOn ? line.substring(0, line.length() - 1) : line);
        at = end + 1;
      }
      var said = joined.toString().strip();
      if (!said.isEmpty() && !said.startsWith("#")) {
        while (isSpace(text.charAt(begin))) {
          begin++;
        }
        while (isSpace(text.charAt(end - 1))) {
          end--;
        }
        lines.add(new ApacheLine(file, begin, end, said));
      }
    }
    return lines;
  }

  Place at() {
    return file.at(start);
  }

  Spot spot() {
    return new Spot(file.real(), start, end);
  }

  boolean closes() {
    return text.startsWith("</");
  }

  boolean opens() {
    return text.startsWith("<") && !closes();
  }

  /// Of the directive or section, in lower case.
  String name() {
    var name = text.replaceFirst("^</?", "");
    var end = 0;
    while (end < name.length() && !isSpace(name.charAt(end)) && name.charAt(end) != '>') {
      end++;
    }
    return name.substring(0, end).toLowerCase(Locale.ROOT);
  }

  /// What follows the name, word for word.
  ///
  /// @param variables resolved before words are told apart
  List<String> arguments(UnaryOperator<String> variables) {
    var rest = text.substring(name().length() + (opens() ? 1 : closes() ? 2 : 0)).strip();
    if (opens() && rest.endsWith(">")) {
      rest = rest.substring(0, rest.length() - 1).strip();
    }
    return words(variables.apply(rest));
  }

  /// Words as `ap_getword_conf` tells them apart.
  private static List<String> words(String text) {
    var words = new ArrayList<String>();
    var at = 0;
    while (at < text.length()) {
      if (isSpace(text.charAt(at))) {
        at++;
        continue;
      }
      var quote = text.charAt(at);
      var quoted = quote == '"' || quote == '\'';
      var word = new StringBuilder();
      at += quoted ? 1 : 0;
      while (at < text.length()
          && (quoted ? text.charAt(at) != quote : !isSpace(text.charAt(at)))) {
        if (text.charAt(at) == '\\'
            && at + 1 < text.length()
            && (text.charAt(at + 1) == '\\' || (quoted && text.charAt(at + 1) == quote))) {
          at++;
        }
        word.append(text.charAt(at));
        at++;
      }
      at += quoted ? 1 : 0;
      words.add(word.toString());
    }
    return words;
  }

  private static boolean isSpace(char letter) {
    return letter == ' ' || letter == '\t' || letter == '\r' || letter == '\n' || letter == '\f';
  }
}
