package org.keyferry.agent.cli;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.keyferry.agent.cycle.Moments;
import org.keyferry.agent.cycle.StatusPage;

/// How a host stands, for people.
final class StatusText {

  private static final String GAP = "  ";
  private static final int LABEL = 12;
  private static final int NARROWEST = 8;
  private static final Duration SOON = Duration.ofDays(3);
  private static final List<String> HEADINGS =
      List.of("TARGET", "CERTIFICATE", "VERSION", "STATE", "UNTIL", "LEFT");
  private static final int TARGET = 0;
  private static final int CERTIFICATE = 1;
  private static final int STATE = 3;
  private static final int UNTIL = 4;
  private static final int LEFT = 5;

  private final Screen screen;
  private final StatusPage page;
  private final Instant now;
  private final List<String> lines = new ArrayList<>();

  private StatusText(Screen screen, StatusPage page) {
    this.screen = screen;
    this.page = page;
    this.now = page.at();
  }

  static List<String> of(StatusPage page, Screen screen) {
    return new StatusText(screen, page).render();
  }

  private List<String> render() {
    head();
    table();
    page.unwanted()
        .forEach((name, detail) -> lines.addAll(screen.wrapped("  ", 2, name + ": " + detail)));
    return lines;
  }

  private void head() {
    page.agent()
        .ifPresentOrElse(
            agent -> {
              say("agent", agent.name() + " (" + agent.id() + "), keys in " + agent.keys());
              say(
                  "identity",
                  "until "
                      + Moments.deadline(agent.expires(), now)
                      + ", renewed from "
                      + Moments.minute(agent.renewalDue()));
            },
            () -> say("agent", screen.styled("not enrolled", "bold")));
    say(
        "repository",
        page.server()
            + page.lastContact()
                .map(at -> ", answered " + Moments.ago(at, now))
                .orElse(", never answered"));
    page.manifest()
        .ifPresent(manifest ->
            say(
                "manifest",
                manifest.freshUntil().isAfter(now)
                    ? "fresh until " + Moments.deadline(manifest.freshUntil(), now)
                    : "was fresh until "
                        + Moments.minute(manifest.freshUntil())
                        + ", and is not believed any more"));
    page.frozenSince()
        .ifPresent(since ->
            say(
                "frozen",
                "nothing fresh has come since "
                    + Moments.minute(since)
                    + "; either the repository or the way to it is down, or somebody keeps news"
                    + " from this host"));
    say(
        "last round",
        page.lastRound().map(at -> Moments.ago(at, now)).orElse("none yet")
            + page.process()
                .map(pid -> "; an agent is at work, process " + pid)
                .orElse("; no agent is at work"));
    page.trouble().ifPresent(trouble -> say("trouble", trouble));
    say("next", page.next());
  }

  private void say(String label, String text) {
    lines.addAll(screen.wrapped(Screen.padded(label, LABEL), LABEL, text));
  }

  private void table() {
    if (page.targets().isEmpty()) {
      return;
    }
    var rows = new ArrayList<List<String>>();
    rows.add(HEADINGS);
    page.targets().forEach(each -> rows.add(rowOf(each)));
    var widths = widthsOf(rows);
    lines.add("");
    lines.add(screen.styled(lineOf(HEADINGS, widths, ""), "bold"));
    for (var target : page.targets()) {
      lines.add(lineOf(rowOf(target), widths, styleOf(target)));
      target.listeners().forEach(each -> lines.add(lineOf(each, target, widths)));
      target.listeners().stream()
          .flatMap(each -> each.fault().stream())
          .filter(fault -> target.reason().filter(reason -> reason.contains(fault)).isEmpty())
          .forEach(this::explain);
      target
          .reason()
          .ifPresent(reason ->
              explain(
                  target.numberedStage().map(stage -> "at stage " + stage + ": ").orElse("")
                      + reason));
      target.remark().ifPresent(this::explain);
      if (!isWell(target)) {
        explain("next: " + target.next());
      }
    }
  }

  private void explain(String text) {
    lines.addAll(screen.wrapped("    ", 4, text));
  }

  private List<String> rowOf(StatusPage.Line target) {
    return List.of(
        target.target(),
        target.certificate(),
        target.version().orElse("-"),
        target.state(),
        target.notAfter().map(Moments::minute).orElse("-"),
        target.notAfter().map(at -> Moments.left(at, now)).orElse("-"));
  }

  /// Names are cut where the terminal is too narrow for them; all else is worth nothing if cut.
  private int[] widthsOf(List<List<String>> rows) {
    var widths = new int[HEADINGS.size()];
    for (var row : rows) {
      for (var at = 0; at < widths.length; at++) {
        widths[at] = Math.max(widths[at], row.get(at).length());
      }
    }
    var total = GAP.length() * (widths.length - 1);
    for (var width : widths) {
      total += width;
    }
    for (var over = total - screen.width(); over > 0; over--) {
      var widest = widths[TARGET] > widths[CERTIFICATE] ? TARGET : CERTIFICATE;
      if (widths[widest] <= NARROWEST) {
        break;
      }
      widths[widest]--;
    }
    return widths;
  }

  private String lineOf(List<String> row, int[] widths, String styleOfState) {
    var line = new StringBuilder();
    for (var at = 0; at < widths.length; at++) {
      var text = Screen.cut(row.get(at), widths[at]);
      line.append(
          at == STATE && !styleOfState.isEmpty() ? screen.styled(text, styleOfState) : text);
      if (at < widths.length - 1) {
        line.append(" ".repeat(widths[at] - text.length())).append(GAP);
      }
    }
    return line.toString();
  }

  /// The address where the names are, and what it presents below that of the target.
  private String lineOf(StatusPage.Seen listener, StatusPage.Line target, int[] widths) {
    var room = widths[TARGET] + widths[CERTIFICATE] + widths[2] + widths[STATE] + 3 * GAP.length();
    var named =
        "  "
            + (listener.protocol().equals("tls") ? "" : listener.protocol() + " ")
            + listener.address()
            + listener.serverName().map(name -> " " + name).orElse("");
    var word = wordOf(listener, target);
    var shown = Screen.padded(Screen.cut(named, room - word.length() - 1), room - word.length());
    return shown
        + screen.styled(word, word.equals("ok") ? "green" : "yellow")
        + GAP
        + Screen.padded(listener.notAfter().map(Moments::minute).orElse("-"), widths[UNTIL])
        + GAP
        + Screen.cut(
            listener.notAfter().map(at -> Moments.left(at, now)).orElse("-"), widths[LEFT] + 4);
  }

  private static String wordOf(StatusPage.Seen listener, StatusPage.Line target) {
    if (listener.at().isEmpty()) {
      return "unseen";
    }
    if (listener.serial().isEmpty()) {
      return "silent";
    }
    return listener.serial().equals(target.serial()) ? "ok" : "another";
  }

  private boolean isWell(StatusPage.Line target) {
    return target.state().equals("served")
        || (target.state().equals("installed") && target.listeners().isEmpty());
  }

  private String styleOf(StatusPage.Line target) {
    var soon =
        Optional.of(target).flatMap(StatusPage.Line::notAfter).filter(now.plus(SOON)::isAfter);
    return switch (target.state()) {
      case "served", "installed", "held" -> soon.isPresent() ? "yellow" : "green";
      case "waiting" -> "yellow";
      default -> "bold,red";
    };
  }
}
