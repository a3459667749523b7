package org.keyferry.agent.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.keyferry.agent.doctor.Check;
import org.keyferry.agent.doctor.Diagnosis;
import org.keyferry.agent.doctor.Subject;
import org.keyferry.agent.doctor.Verdict;

/// A diagnosis for people.
final class DoctorText {

  private static final String GAP = "  ";
  private static final String COMMAND_INDENT = "      ";
  private static final String FAILURES = "what failed: ";
  private static final int VERDICT_WIDTH =
      Arrays.stream(Verdict.values()).mapToInt(each -> each.word().length()).max().orElse(0);
  private static final int SUBJECT_WIDTH =
      Arrays.stream(Subject.values()).mapToInt(each -> each.word().length()).max().orElse(0);
  private static final int INDENT = VERDICT_WIDTH + SUBJECT_WIDTH + 2 * GAP.length();

  private final Screen screen;

  DoctorText(Screen screen) {
    this.screen = screen;
  }

  List<String> render(Diagnosis diagnosis) {
    var lines = new ArrayList<String>();
    var target = Optional.<String>empty();
    for (var check : diagnosis.checks()) {
      if (!check.target().equals(target)) {
        target = check.target();
        lines.add("");
        lines.add(screen.styled("target " + target.orElse(""), "bold"));
      }
      lines.addAll(render(check));
    }
    lines.add("");
    lines.add(summary(diagnosis));
    if (!diagnosis.isHealthy()) {
      lines.addAll(screen.wrapped(FAILURES, FAILURES.length(), failuresOf(diagnosis)));
    }
    return lines;
  }

  private List<String> render(Check check) {
    var word = check.verdict().word();
    var first =
        screen.styled(word, styleOf(check.verdict()))
            + " ".repeat(VERDICT_WIDTH - word.length())
            + GAP
            + Screen.padded(check.subject().word(), SUBJECT_WIDTH)
            + GAP;
    var lines = new ArrayList<>(screen.wrapped(first, INDENT, check.finding()));
    check.fix().ifPresent(fix -> lines.addAll(rendered(fix)));
    return lines;
  }

  /// Commands are not broken: somebody will copy them.
  private List<String> rendered(String fix) {
    var parts = fix.lines().toList();
    var lines =
        new ArrayList<>(screen.wrapped(" ".repeat(INDENT) + "fix: ", INDENT + 5, parts.getFirst()));
    parts.stream().skip(1).map(command -> COMMAND_INDENT + command).forEach(lines::add);
    return lines;
  }

  private static String summary(Diagnosis diagnosis) {
    var parts = new ArrayList<String>();
    for (var verdict : List.of(Verdict.FAILED, Verdict.WARNING, Verdict.OK, Verdict.SKIPPED)) {
      parts.add(diagnosis.count(verdict) + " " + verdict.word());
    }
    return String.join(", ", parts) + "; looked at by " + diagnosis.user();
  }

  /// By target, for whom the rest has scrolled away: `this host: unit; www: include, listener`.
  private static String failuresOf(Diagnosis diagnosis) {
    var failed = new LinkedHashMap<String, Set<String>>();
    for (var check : diagnosis.checks()) {
      if (check.verdict() == Verdict.FAILED) {
        failed
            .computeIfAbsent(check.target().orElse("this host"), _ -> new LinkedHashSet<>())
            .add(check.subject().word());
      }
    }
    return failed.entrySet().stream()
        .map(each -> each.getKey() + ": " + String.join(", ", each.getValue()))
        .collect(Collectors.joining("; "));
  }

  private static String styleOf(Verdict verdict) {
    return switch (verdict) {
      case OK -> "green";
      case WARNING -> "yellow";
      case FAILED -> "bold,red";
      case SKIPPED -> "faint";
    };
  }
}
