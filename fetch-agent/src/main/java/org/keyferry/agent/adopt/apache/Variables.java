package org.keyferry.agent.adopt.apache;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What `${NAME}` stands for: `Define` first, then the environment. A name that stands for nothing
/// stays as it is, as with Apache.
final class Variables {

  private static final Pattern USE = Pattern.compile("\\$\\{([^}:]+)\\}");
  private static final Pattern ASSIGNMENT =
      Pattern.compile("\\s*(?:export\\s+)?([A-Za-z_][A-Za-z0-9_]*)=(\"[^\"]*\"|'[^']*'|\\S*)\\s*");
  private static final Pattern SHELL_USE =
      Pattern.compile("\\$(?:\\{([A-Za-z_][A-Za-z0-9_]*)\\}|([A-Za-z_][A-Za-z0-9_]*))");

  private final Map<String, String> defined = new HashMap<>();
  private final Map<String, String> environment = new HashMap<>();

  /// Takes in Debian's `envvars`: plain assignments. What only a shell could know is left out.
  void addEnvironment(byte[] shell) {
    new String(shell, StandardCharsets.ISO_8859_1)
        .lines()
        .map(ASSIGNMENT::matcher)
        .filter(Matcher::matches)
        .forEach(each -> assign(each.group(1), each.group(2)));
  }

  void define(String name, String value) {
    defined.put(name, value);
  }

  void undefine(String name) {
    defined.remove(name);
  }

  boolean isDefined(String name) {
    return defined.containsKey(name);
  }

  String resolve(String text) {
    return USE.matcher(text)
        .replaceAll(each -> Matcher.quoteReplacement(value(each.group(1)).orElseGet(each::group)));
  }

  private Optional<String> value(String name) {
    return Optional.ofNullable(defined.get(name))
        .or(() -> Optional.ofNullable(environment.get(name)));
  }

  private void assign(String name, String written) {
    var single = written.startsWith("'");
    var quoted = single || written.startsWith("\"");
    var value = quoted ? written.substring(1, written.length() - 1) : written;
    var known =
        single
            ? value
            : SHELL_USE
                .matcher(value)
                .replaceAll(each -> {
                  var used = each.group(1) != null ? each.group(1) : each.group(2);
                  return Matcher.quoteReplacement(environment.getOrDefault(used, ""));
                });
    if (single || (known.indexOf('$') < 0 && known.indexOf('`') < 0)) {
      environment.put(name, known);
    }
  }
}
