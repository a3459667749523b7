package org.keyferry.agent.adopt;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.keyferry.agent.adopt.host.Server;

/// Targets as they stand in `agent.yaml`.
final class TargetsText {

  private final Commands commands;
  private final StringBuilder text = new StringBuilder();

  private TargetsText(Commands commands) {
    this.commands = commands;
  }

  /// @param server URL of the repository
  static String of(String server, List<AdoptedTarget> targets, Commands commands) {
    return new TargetsText(commands).write(server, targets);
  }

  private String write(String server, List<AdoptedTarget> targets) {
    text.append(
        """
        # What keyferry-agent adopt found. Look at each line, above all at `certificate`, which is the
        # name in the repository; then: keyferry-agent config check --config THIS_FILE
        """);
    text.append("server: ").append(quoted(server)).append("\ntargets:\n");
    targets.forEach(this::write);
    return text.toString();
  }

  private void write(AdoptedTarget target) {
    target.findings().stream()
        .map(each -> printable(each.use().at().toString()))
        .distinct()
        .forEach(each -> text.append("  # ").append(each).append('\n'));
    text.append("  - name: ").append(quoted(target.name())).append('\n');
    line("kind", target.server().name());
    line("certificate", quoted(target.certificate()));
    line("directory", quoted(target.directory()));
    line(target.server() == Server.haproxy ? "combined" : "snippet", quoted(target.switchFile()));
    line("validate", list(commands.check(target.server())));
    line("reload", list(commands.reload(target.server())));
    if (target.listeners().isEmpty()) {
      text.append(
          "    listeners: [] # no way to ask is sure to be answered with this certificate\n");
      return;
    }
    text.append("    listeners:\n");
    for (var each : target.listeners()) {
      text.append("      - {address: ").append(quoted(each.address()));
      if (!each.serverName().isEmpty()) {
        text.append(", server-name: ").append(quoted(each.serverName()));
      }
      text.append("}\n");
    }
  }

  private void line(String key, String value) {
    text.append("    ").append(key).append(": ").append(value).append('\n');
  }

  private static String list(List<String> words) {
    return "[" + String.join(", ", words.stream().map(TargetsText::quoted).toList()) + "]";
  }

  private static String quoted(Path path) {
    return quoted(path.toString());
  }

  /// Plain if YAML reads it as this text, else in double quotes (YAML 1.2 §7.3.1).
  private static String quoted(String value) {
    if (value.matches("[A-Za-z/][A-Za-z0-9._/-]*|https://[A-Za-z0-9./:-]+|-[a-z]+")
        && !value.matches("(?i)true|false|null|yes|no|on|off")) {
      return value;
    }
    var quoted = new StringBuilder("\"");
    value
        .codePoints()
        .forEach(each -> {
          if (each == '"' || each == '\\') {
            quoted.append('\\').appendCodePoint(each);
          } else if (each < ' ' || (each >= 0x7f && each < 0xa0)) {
            quoted.append(String.format(Locale.ROOT, "\\x%02x", each));
          } else {
            quoted.appendCodePoint(each);
          }
        });
    return quoted.append('"').toString();
  }

  private static String printable(String comment) {
    return comment.replace('\n', ' ').replace('\r', ' ');
  }
}
