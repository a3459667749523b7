package org.keyferry.agent.adopt.nginx;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// What a value with a variable can become when a client connects.
final class ServerNames {

  private static final Pattern VARIABLE =
      Pattern.compile("\\$(?:\\{([A-Za-z0-9_]+)\\}|([A-Za-z0-9_]+))");
  private static final Pattern EXACT = Pattern.compile("[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)*");
  private static final String SERVER_NAME = "ssl_server_name";

  private final Map<String, Directive> maps = new HashMap<>();

  /// @param http the block in which `map`s stand
  ServerNames(Directive http) {
    http.all("map")
        .filter(each -> each.arguments().size() == 2)
        .filter(each -> each.arguments().getLast().startsWith("$"))
        .forEach(each -> maps.put(bare(each.arguments().getLast()), each));
  }

  static boolean hasVariable(String value) {
    return VARIABLE.matcher(value).find();
  }

  /// Whether it is one name: no wildcard, no regular expression, not `_`.
  static boolean isExact(String name) {
    return EXACT.matcher(name).matches() && name.contains(".");
  }

  /// Each value with the names that lead to it; none if that cannot be told from the configuration.
  List<Choice> choices(String value, List<String> names) {
    var variable = VARIABLE.matcher(value);
    if (!variable.find()) {
      return List.of(new Choice(value, names));
    }
    var name = variable.group(1) != null ? variable.group(1) : variable.group(2);
    var choices = new ArrayList<Choice>();
    if (name.equals(SERVER_NAME)) {
      for (var exact : names) {
        if (isExact(exact)) {
          choices.add(
              new Choice(replaced(value, variable.start(), variable.end(), exact), List.of(exact)));
        }
      }
    } else {
      var map = maps.get(name);
      if (map == null || !bare(map.argument()).equals(SERVER_NAME)) {
        return List.of();
      }
      for (var line : map.block()) {
        if (line.arguments().size() == 1) {
          var key = line.name().equals("default") ? names : List.of(line.name());
          choices.add(
              new Choice(replaced(value, variable.start(), variable.end(), line.argument()), key));
        }
      }
    }
    return choices.stream().anyMatch(each -> hasVariable(each.value())) ? List.of() : choices;
  }

  private static String replaced(String value, int start, int end, String by) {
    return value.substring(0, start) + by + value.substring(end);
  }

  private static String bare(String variable) {
    return variable.replaceAll("^\\$\\{?|\\}$", "");
  }

  record Choice(String value, List<String> names) {}
}
