package org.keyferry.agent.adopt.nginx;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.keyferry.agent.adopt.host.ConfigurationFile;
import org.keyferry.agent.adopt.host.Glob;
import org.keyferry.agent.adopt.host.Reading;

/// The text of one file, read once from its beginning to its end.
///
/// After a mistake, what was read before stays, and the rest of the file is skipped: nginx would
/// not start with it.
final class NginxText {

  private static final int DEEPEST = 64;

  private final Reading reading;
  private final Path prefix;
  private final ConfigurationFile file;
  private final String text;
  private int at;
  private boolean ended;

  private NginxText(Reading reading, Path prefix, ConfigurationFile file) {
    this.reading = reading;
    this.prefix = prefix;
    this.file = file;
    this.text = file.text();
  }

  /// @param prefix directory that relative names of files start from
  static List<Directive> directives(Reading reading, Path prefix, ConfigurationFile file) {
    return new NginxText(reading, prefix, file).block(0);
  }

  private List<Directive> block(int depth) {
    var directives = new ArrayList<Directive>();
    while (!ended) {
      var statement = statement();
      switch (statement.end()) {
        case FILE -> {
          ended = true;
          if (!statement.words().isEmpty() || depth > 0) {
            remark(text.length(), "the file ends where " + expected(statement) + " is expected");
          }
        }
        case CLOSE -> {
          if (depth > 0 && statement.words().isEmpty()) {
            return directives;
          }
          fault(at - 1, "\"}\" is not expected here");
        }
        case SEMICOLON -> simple(statement, directives);
        case OPEN -> open(statement, depth, directives);
        case FAULT -> ended = true;
      }
    }
    return directives;
  }

  private static String expected(Statement statement) {
    return statement.words().isEmpty() ? "\"}\"" : "\";\" or \"{\"";
  }

  private void simple(Statement statement, List<Directive> directives) {
    if (statement.words().isEmpty()) {
      fault(at - 1, "\";\" is not expected here");
      return;
    }
    var directive = directive(statement, List.of());
    if (directive.name().equals("include") && directive.arguments().size() == 1) {
      include(directive, directives);
    } else {
      directives.add(directive);
    }
  }

  private void open(Statement statement, int depth, List<Directive> directives) {
    if (statement.words().isEmpty()) {
      fault(at - 1, "\"{\" is not expected here");
    } else if (depth >= DEEPEST) {
      fault(at - 1, "blocks are nested more than " + DEEPEST + " deep");
    } else if (statement.words().getFirst().endsWith("_by_lua_block")) {
      skipLua();
    } else {
      var block = block(depth + 1);
      directives.add(directive(statement, block));
    }
  }

  private Directive directive(Statement statement, List<Directive> block) {
    var words = statement.words();
    return new Directive(
        words.getFirst(), words.subList(1, words.size()), block, file, statement.start(), at);
  }

  private void include(Directive directive, List<Directive> directives) {
    var pattern = prefix.resolve(ConfigurationFile.pathOf(directive.argument())).normalize();
    if (!Glob.isPattern(directive.argument())) {
      reading.within(
          pattern,
          directive.at(),
          opened -> directives.addAll(directives(reading, prefix, opened)));
      return;
    }
    try {
      for (var path : Glob.paths(reading.host(), pattern)) {
        reading.within(
            path, directive.at(), opened -> directives.addAll(directives(reading, prefix, opened)));
      }
    } catch (IOException failure) {
      reading.remark(directive.at(), Reading.sentence(pattern, failure));
    }
  }

  /// Words up to `;`, `{` or `}`.
  private Statement statement() {
    var words = new ArrayList<String>();
    var start = -1;
    while (at < text.length()) {
      var letter = text.charAt(at);
      if (isSpace(letter)) {
        at++;
        continue;
      }
      if (letter == '#') {
        var line = text.indexOf('\n', at);
        at = line < 0 ? text.length() : line + 1;
        continue;
      }
      if (letter == ';' || letter == '{' || letter == '}') {
        at++;
        return new Statement(words, Math.max(start, 0), End.of(letter));
      }
      start = start < 0 ? at : start;
      var word = new StringBuilder();
      var isQuote = letter == '"' || letter == '\'';
      var isWhole = isQuote ? quoted(word, letter) : plain(word);
      if (!isWhole) {
        return new Statement(words, start, End.FAULT);
      }
      words.add(word.toString());
    }
    return new Statement(words, Math.max(start, 0), End.FILE);
  }

  private boolean quoted(StringBuilder word, char quote) {
    var begin = at;
    at++;
    while (at < text.length() && text.charAt(at) != quote) {
      escaped(word);
    }
    if (at >= text.length()) {
      fault(begin, "the quote that begins here does not end");
      return false;
    }
    at++;
    if (at < text.length() && !isSpace(text.charAt(at)) && ";{)".indexOf(text.charAt(at)) < 0) {
      fault(at, "'" + text.charAt(at) + "' is not expected behind a quote");
      return false;
    }
    return true;
  }

  private boolean plain(StringBuilder word) {
    var variable = false;
    while (at < text.length()) {
      var letter = text.charAt(at);
      if (isSpace(letter) || letter == ';' || (letter == '{' && !variable)) {
        return true;
      }
      variable = letter == '$';
      escaped(word);
    }
    return true;
  }

  /// One letter, or one backslash with what it protects.
  private void escaped(StringBuilder word) {
    var letter = text.charAt(at);
    at++;
    if (letter != '\\' || at >= text.length()) {
      word.append(letter);
      return;
    }
    var next = text.charAt(at);
    at++;
    switch (next) {
      case '"', '\'', '\\' -> word.append(next);
      case 't' -> word.append('\t');
      case 'r' -> word.append('\r');
      case 'n' -> word.append('\n');
      default -> word.append(letter).append(next);
    }
  }

  /// Lua up to the `}` that ends the block; strings and comments may hold others.
  private void skipLua() {
    var begin = at;
    var open = 1;
    while (at < text.length()) {
      var letter = text.charAt(at);
      if (letter == '"' || letter == '\'') {
        skipLuaString(letter);
      } else if (text.startsWith("--", at) || letter == '[') {
        skipLuaBrackets(letter == '[' ? at : at + 2);
      } else {
        open += letter == '{' ? 1 : letter == '}' ? -1 : 0;
        at++;
        if (open == 0) {
          return;
        }
      }
    }
    fault(begin - 1, "the block of Lua that begins here does not end");
  }

  private void skipLuaString(char quote) {
    at++;
    while (at < text.length() && text.charAt(at) != quote && text.charAt(at) != '\n') {
      at += text.charAt(at) == '\\' ? 2 : 1;
    }
    at++;
  }

  /// A long bracket (`[==[ … ]==]`) at `from`; if there is none, a comment up to its line's end or
  /// one bracket.
  private void skipLuaBrackets(int from) {
    var comment = from > at;
    var level = from + 1;
    while (level < text.length() && text.charAt(level) == '=') {
      level++;
    }
    var isLong =
        from < text.length()
            && text.charAt(from) == '['
            && level < text.length()
            && text.charAt(level) == '[';
    if (isLong) {
      var close = "]" + "=".repeat(level - from - 1) + "]";
      var end = text.indexOf(close, level);
      at = end < 0 ? text.length() : end + close.length();
    } else if (comment) {
      var line = text.indexOf('\n', at);
      at = line < 0 ? text.length() : line;
    } else {
      at++;
    }
  }

  private void fault(int offset, String sentence) {
    remark(offset, sentence);
    ended = true;
  }

  private void remark(int offset, String sentence) {
    reading.remark(file.at(offset), sentence + "; the rest of this file is not read");
  }

  private static boolean isSpace(char letter) {
    return letter == ' ' || letter == '\t' || letter == '\r' || letter == '\n';
  }

  private record Statement(List<String> words, int start, End end) {}

  private enum End {
    SEMICOLON,
    OPEN,
    CLOSE,
    FILE,
    FAULT;

    static End of(char letter) {
      return switch (letter) {
        case ';' -> SEMICOLON;
        case '{' -> OPEN;
        default -> CLOSE;
      };
    }
  }
}
