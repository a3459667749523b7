package org.keyferry.agent.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.keyferry.agent.cycle.Target;
import org.keyferry.agent.reload.HostQuestion;

/// Whether a server really reads what the agent writes for it, by its own account where it gives
/// one.
final class ServerConfiguration {

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final String TEST = "-t";

  private final Target target;
  private final Path switchFile;

  private ServerConfiguration(Target target) {
    this.target = target;
    this.switchFile = target.placement().switchFile();
  }

  static ServerConfiguration of(Target target) {
    return new ServerConfiguration(target);
  }

  void lookAt(Notes notes) throws InterruptedException {
    switch (target.kind()) {
      case NGINX -> lookAtNginx(notes);
      case APACHE -> lookAtApache(notes);
      case HAPROXY -> lookAtHaproxy(notes);
      case TOMCAT, CADDY, POSTFIX, DOVECOT, FILES ->
          notes.skipped(
              Subject.INCLUDE,
              "a target of kind "
                  + target.kind().word()
                  + " does not tell what it reads; the listeners show it");
    }
  }

  /// `nginx -T` is `nginx -t`, and prints each file that it read behind a line with its name.
  private void lookAtNginx(Notes notes) throws InterruptedException {
    var command = replaced("-T");
    if (command.isEmpty()) {
      notes.skipped(
          Subject.INCLUDE, "`validate` is not `nginx -t`, so it is not known what nginx reads");
      return;
    }
    judge(
        HostQuestion.ask(command.get(), PATIENCE)
            .map(text ->
                text.lines()
                    .filter(each -> each.startsWith("# configuration file "))
                    .map(each -> each.substring("# configuration file ".length()))
                    .map(each -> each.endsWith(":") ? each.substring(0, each.length() - 1) : each)
                    .toList()),
        String.join(" ", command.get()),
        "write `include " + switchFile + ";` into the server block, and reload nginx",
        notes);
  }

  /// `apache2 -t -D DUMP_INCLUDES` lists the files, each behind the line that includes it.
  private void lookAtApache(Notes notes) throws InterruptedException {
    var validate = target.recipe().validate();
    if (validate.isEmpty() || !(validate.contains(TEST) || validate.contains("configtest"))) {
      notes.skipped(
          Subject.INCLUDE,
          "`validate` is not `apachectl -t`, so it is not known what Apache reads");
      return;
    }
    var command = new ArrayList<String>();
    for (var argument : validate) {
      if (!argument.equals(TEST) && !argument.equals("configtest")) {
        command.add(argument);
      }
    }
    command.addAll(List.of(TEST, "-D", "DUMP_INCLUDES"));
    judge(
        HostQuestion.ask(command, PATIENCE)
            .map(text ->
                text.lines()
                    .map(String::strip)
                    .filter(each -> each.startsWith("("))
                    .map(each -> each.substring(each.indexOf(')') + 1).strip())
                    .toList()),
        String.join(" ", command),
        "write `Include " + switchFile + "` into the virtual host, and reload Apache",
        notes);
  }

  /// HAProxy tells nothing; its files are those behind `-f`.
  private void lookAtHaproxy(Notes notes) {
    var files = new ArrayList<Path>();
    var validate = target.recipe().validate();
    for (var at = 0; at + 1 < validate.size(); at++) {
      if (validate.get(at).equals("-f")) {
        files.add(Path.of(validate.get(at + 1)));
      }
    }
    if (files.isEmpty()) {
      notes.skipped(
          Subject.INCLUDE,
          "`validate` names no file with -f, so it is not known what HAProxy reads");
      return;
    }
    var names = List.of(switchFile.toString(), String.valueOf(switchFile.getParent()));
    var found = false;
    for (var file : files) {
      found = found || mentions(file, names);
    }
    if (found) {
      notes.ok(Subject.INCLUDE, "HAProxy is pointed at " + switchFile);
    } else {
      notes.failed(
          Subject.INCLUDE,
          "nothing in "
              + String.join(", ", files.stream().map(Path::toString).toList())
              + " names "
              + switchFile,
          "write `bind :443 ssl crt " + switchFile + "`, and reload HAProxy");
    }
  }

  private static boolean mentions(Path file, List<String> names) {
    try {
      if (Files.isDirectory(file)) {
        try (var entries = Files.list(file)) {
          return entries.anyMatch(each -> mentions(each, names));
        }
      }
      return Files.readString(file)
          .lines()
          .map(String::strip)
          .filter(each -> !each.startsWith("#"))
          .anyMatch(line -> names.stream().anyMatch(line::contains));
    } catch (IOException unreadable) {
      return false;
    }
  }

  private void judge(Optional<List<String>> files, String command, String fix, Notes notes) {
    if (files.isEmpty()) {
      notes.skipped(Subject.INCLUDE, command + " does not succeed, so it does not tell");
    } else if (files.get().stream().anyMatch(each -> isTheSame(Path.of(each)))) {
      notes.ok(Subject.INCLUDE, "the server reads " + switchFile + ", says " + command);
    } else {
      notes.failed(
          Subject.INCLUDE, "the server does not read " + switchFile + ", says " + command, fix);
    }
  }

  private boolean isTheSame(Path file) {
    try {
      return file.equals(switchFile) || Files.isSameFile(file, switchFile);
    } catch (IOException elsewhere) {
      return false;
    }
  }

  private Optional<List<String>> replaced(String flag) {
    var validate = target.recipe().validate();
    return validate.contains(TEST)
        ? Optional.of(validate.stream().map(each -> each.equals(TEST) ? flag : each).toList())
        : Optional.empty();
  }
}
