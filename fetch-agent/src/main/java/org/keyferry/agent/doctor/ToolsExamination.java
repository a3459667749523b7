package org.keyferry.agent.doctor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.keyferry.agent.cycle.Kind;
import org.keyferry.agent.cycle.Settings;
import org.keyferry.agent.cycle.Target;

/// Other tools that renew certificates, as their own files and cron's tell.
final class ToolsExamination implements Examination {

  private static final int LARGEST = 1 << 20;

  /// Where tools are told what to do, by cron or by themselves.
  private static final List<String> PLACES =
      List.of(
          "/etc/crontab",
          "/etc/cron.d",
          "/etc/cron.daily",
          "/etc/cron.weekly",
          "/var/spool/cron",
          "/etc/letsencrypt/renewal",
          "/etc/letsencrypt/renewal-hooks",
          "/etc/letsencrypt/cli.ini",
          "/etc/dehydrated",
          "/root/.acme.sh");

  private static final int DEEPEST = 4;

  private final Settings settings;
  private final Host host;

  ToolsExamination(Settings settings, Host host) {
    this.settings = settings;
    this.host = host;
  }

  @Override
  public Subject subject() {
    return Subject.TOOLS;
  }

  @Override
  public Notes make() {
    var notes = Notes.by(host);
    var unseen = new ArrayList<String>();
    var others = new ArrayList<String>();
    var fights = 0;
    for (var place : PLACES) {
      for (var file : filesIn(host.at(place), unseen)) {
        var text = textOf(file, unseen);
        for (var target : settings.targets()) {
          fights += lookAt(target, file, text, notes);
        }
        if (isAboutCertificates(file, text)) {
          others.add(file.toString());
        }
      }
    }
    if (fights == 0 && !unseen.isEmpty()) {
      notes.skipped(
          Subject.TOOLS,
          String.join(", ", unseen) + " is closed to " + host.user() + "; run this as root");
    } else if (fights == 0) {
      notes.ok(
          Subject.TOOLS,
          others.isEmpty()
              ? "no other tool renews certificates here"
              : "others renew certificates here ("
                  + String.join(", ", others)
                  + "), and none touches a target");
    }
    return notes;
  }

  private static int lookAt(Target target, Path file, String text, Notes notes) {
    var placement = target.placement();
    for (var path : List.of(placement.directory(), placement.switchFile())) {
      if (names(text, path)) {
        notes.failed(
            Subject.TOOLS,
            file + " names " + path + ", which is the agent's (target " + target.name() + ")",
            "let one of the two have it: two tools that write one file break it in turn");
        return 1;
      }
    }
    var installer = installerOf(file, text);
    if (installer.isPresent() && installer.get().equals(target.kind().word())) {
      notes.warning(
          Subject.TOOLS,
          "certbot edits the configuration of "
              + installer.get()
              + " when it renews ("
              + file
              + "), and target "
              + target.name()
              + " lives in it",
          "certbot delete that certificate if the agent brings it now, or set"
              + " `installer = None` there");
      return 1;
    }
    return 0;
  }

  /// certbot's plugin that edits a server's configuration.
  private static Optional<String> installerOf(Path file, String text) {
    if (!file.toString().endsWith(".conf") || !file.toString().contains("/renewal/")) {
      return Optional.empty();
    }
    return text.lines()
        .map(each -> each.replace(" ", ""))
        .filter(each -> each.startsWith("installer="))
        .map(each -> each.substring("installer=".length()))
        .filter(each -> each.equals(Kind.NGINX.word()) || each.equals(Kind.APACHE.word()))
        .findFirst();
  }

  /// The whole path, or something in it.
  private static boolean names(String text, Path path) {
    var name = path.toString();
    for (var at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
      var end = at + name.length();
      if (end == text.length() || !isPartOfAName(text.charAt(end))) {
        return true;
      }
    }
    return false;
  }

  private static boolean isPartOfAName(char letter) {
    return Character.isLetterOrDigit(letter) || letter == '-' || letter == '_' || letter == '.';
  }

  private static boolean isAboutCertificates(Path file, String text) {
    var named = file.toString();
    return (named.contains("/renewal/") && named.endsWith(".conf"))
        || text.contains("acme.sh --cron")
        || text.contains("certbot")
        || text.contains("dehydrated -c")
        || text.contains("lego ");
  }

  private static List<Path> filesIn(Path place, List<String> unseen) {
    if (!Files.exists(place)) {
      return List.of();
    }
    try (var all = Files.walk(place, DEEPEST)) {
      return all.filter(Files::isRegularFile).sorted().toList();
    } catch (IOException | UncheckedIOException closed) {
      unseen.add(place.toString());
      return List.of();
    }
  }

  private static String textOf(Path file, List<String> unseen) {
    try {
      return Files.size(file) > LARGEST
          ? ""
          : new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
    } catch (IOException closed) {
      unseen.add(file.toString());
      return "";
    }
  }
}
