package org.keyferry.agent.adopt.haproxy;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.keyferry.agent.adopt.host.ConfigurationFile;
import org.keyferry.agent.adopt.host.Place;
import org.keyferry.agent.adopt.host.Spot;

/// One line, word by word.
record HaproxyLine(ConfigurationFile file, List<Word> words) {

  HaproxyLine {
    words = List.copyOf(words);
  }

  Place at() {
    return file.at(words.getFirst().start());
  }

  String first() {
    return words.getFirst().text();
  }

  /// The words behind the first.
  List<Word> arguments() {
    return words.subList(1, words.size());
  }

  Spot spot(Word word) {
    return new Spot(file.real(), word.start(), word.end());
  }

  /// @param text as HAProxy takes it
  /// @param start offset in the file, with quotes
  record Word(String text, int start, int end) {}

  /// Reads the words of one file.
  static final class Lines {

    private final ConfigurationFile file;
    private final String text;
    private final Function<Variable, String> variables;
    private final List<HaproxyLine> lines = new ArrayList<>();
    private int at;
    private int end;

    /// @param variables what stands for `"${NAME-default}"`
    private Lines(ConfigurationFile file, Function<Variable, String> variables) {
      this.file = file;
      this.text = file.text();
      this.variables = variables;
    }

    /// Line by line, so that one line can say what a variable is in the next.
    static void forEach(
        ConfigurationFile file,
        Function<Variable, String> variables,
        Consumer<HaproxyLine> reader) {
      var lines = new Lines(file, variables);
      while (lines.at < lines.text.length()) {
        lines.line();
        if (!lines.lines.isEmpty()) {
          reader.accept(lines.lines.removeFirst());
        }
      }
    }

    private void line() {
      var feed = text.indexOf('\n', at);
      end = feed < 0 ? text.length() : feed;
      var next = end + 1;
      var words = new ArrayList<Word>();
      while (at < end && text.charAt(at) != '#') {
        if (isSpace(text.charAt(at))) {
          at++;
        } else {
          words.add(word());
        }
      }
      at = next;
      if (!words.isEmpty()) {
        lines.add(new HaproxyLine(file, words));
      }
    }

    private Word word() {
      var start = at;
      var word = new StringBuilder();
      var quote = ' ';
      while (at < end) {
        var letter = text.charAt(at);
        if (quote == ' ' && (isSpace(letter) || letter == '#')) {
          break;
        }
        if ((letter == '"' || letter == '\'') && (quote == ' ' || quote == letter)) {
          quote = quote == ' ' ? letter : ' ';
          at++;
        } else if (letter == '\\' && quote != '\'') {
          escaped(word);
        } else if (letter == '$' && quote == '"') {
          variable(word);
        } else {
          word.append(letter);
          at++;
        }
      }
      return new Word(word.toString(), start, at);
    }

    private void escaped(StringBuilder word) {
      var next = at + 1 < end ? text.charAt(at + 1) : ' ';
      if (next == 'x' && at + 3 < end && isHex(at + 2) && isHex(at + 3)) {
        word.append((char) Integer.parseInt(text.substring(at + 2, at + 4), 16));
        at += 4;
        return;
      }
      switch (next) {
        case 'n' -> word.append('\n');
        case 'r' -> word.append('\r');
        case 't' -> word.append('\t');
        case '\\', ' ', '#', '\'', '"', '$' -> word.append(next);
        default -> word.append('\\').append(next);
      }
      at = Math.min(at + 2, end);
    }

    private void variable(StringBuilder word) {
      var begin = at;
      var braced = at + 1 < end && text.charAt(at + 1) == '{';
      at += braced ? 2 : 1;
      var start = at;
      while (at < end
          && (isNameLetter(text.charAt(at)) || (at == start && text.charAt(at) == '.'))) {
        at++;
      }
      var name = text.substring(start, at);
      var standard = "";
      if (braced) {
        var close = text.indexOf('}', at);
        if (close < 0 || close >= end) {
          word.append(text, begin, at); // not a variable; HAProxy refuses the line
          return;
        }
        var rest = text.substring(at, close);
        var dash = rest.indexOf('-');
        standard = dash < 0 ? "" : rest.substring(dash + 1);
        at = close + 1;
      }
      word.append(variables.apply(new Variable(name, standard, file.at(begin))));
    }

    private boolean isHex(int offset) {
      return Character.digit(text.charAt(offset), 16) >= 0;
    }

    private static boolean isNameLetter(char letter) {
      return letter == '_'
          || (letter >= '0' && letter <= '9')
          || (letter >= 'A' && letter <= 'Z')
          || (letter >= 'a' && letter <= 'z');
    }

    private static boolean isSpace(char letter) {
      return letter == ' ' || letter == '\t' || letter == '\r';
    }
  }

  /// `"${NAME-standard}"` at a place.
  record Variable(String name, String standard, Place at) {}
}
