package org.keyferry.agent.cli;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.keyferry.agent.cycle.Fault;
import org.keyferry.agent.cycle.Outcome;
import org.keyferry.agent.cycle.RoundResult;
import org.keyferry.agent.cycle.StatusPage;

/// What the agent tells a script. Numbers from 64 on are those of `sysexits.h`, as far as it has
/// one. `docs/reference/agent-exit-codes.md` and what `--help` says are made of this.
enum ExitCode {
  OK(0, "all is well", "Nothing."),
  DEFECT(1, "a defect of this program; please report it", "Report it, with what was printed."),
  USAGE(2, "the command line is wrong", "`--help` says what may be typed."),
  NOT_SERVED(
      10,
      "something is installed and not served, or was taken back",
      "`keyferry-agent status` says what and why, `keyferry-agent doctor` looks for the cause."),
  WAITING(
      11,
      "a target waits: for its certificate, or for its window",
      "Nothing, or ask an officer: `keyferry grants list`, `keyferry certificates list`."),
  UNWELL(
      12,
      "doctor found something that does not work",
      "What stands behind `fix:`. Warnings alone do not lead to this code."),
  PARTLY_READ(
      14,
      "adopt could not read something; the rest is shown",
      "Mend what stands under \"not read, or not understood\", or read it yourself."),
  NOT_APPLIED(
      15,
      "adopt did not apply or did not undo; every file is as it was",
      "What is printed says what stands in the way."),
  STATEMENT_REFUSED(
      65,
      "the repository said something that must not be believed",
      "Look at the clock of this host; if it is right, tell an officer."),
  UNREACHABLE(
      69,
      "the repository cannot be reached",
      "Nothing, if that is known: everything goes on serving. Else `keyferry-agent doctor`."),
  DISK(
      74,
      "this host's disk is full, read-only, damaged or not safe; or the token with its keys is away,"
          + " full or slow",
      "Mend the file or directory that is named, or see to the token."),
  BUSY(75, "another agent is at work", "Stop it (`systemctl stop keyferry-agent`), or leave it."),
  REFUSED(
      77,
      "the repository refused, or is not the one that this host trusts",
      "Ask an officer whether this agent is revoked or in quarantine."),
  CONFIGURATION(
      78,
      "the settings are wrong",
      "Mend what is named; `keyferry-agent config check` looks again."),
  NOT_ENROLLED(
      79,
      "this host is not enrolled, or is so already",
      "`keyferry-agent enroll` with a token from an officer; `--again` for a host that is.");

  private final int code;
  private final String meaning;
  private final String advice;

  ExitCode(int code, String meaning, String advice) {
    this.code = code;
    this.meaning = meaning;
    this.advice = advice;
  }

  int code() {
    return code;
  }

  String meaning() {
    return meaning;
  }

  /// What to do, in Markdown.
  String advice() {
    return advice;
  }

  /// Meanings by code, as picocli shows them.
  static Map<String, String> listed() {
    var listed = new LinkedHashMap<String, String>();
    Arrays.stream(values()).forEach(each -> listed.put(Integer.toString(each.code), each.meaning));
    return listed;
  }

  /// Trouble with the repository comes first, then the first target that is not well.
  static ExitCode of(RoundResult result) {
    if (result.trouble().isPresent()) {
      return of(result.trouble().get().fault());
    }
    var worst = OK;
    for (var target : result.targets()) {
      var code =
          switch (target.outcome()) {
            case Outcome.Served _, Outcome.Installed _ -> OK;
            case Outcome.RolledBack _, Outcome.Stale _ -> NOT_SERVED;
            case Outcome.Held _ -> WAITING;
            case Outcome.Failed(_, var fault, _) -> of(fault);
            case Outcome.Waiting _ -> WAITING;
          };
      if (worst == OK || (worst == WAITING && code != OK)) {
        worst = code;
      }
    }
    return worst;
  }

  /// As of a round: what the last one left on the disk.
  static ExitCode of(StatusPage page) {
    if (page.agent().isEmpty()) {
      return NOT_ENROLLED;
    }
    if (page.agent().get().expires().isBefore(page.at())) {
      return REFUSED;
    }
    if (page.fault().isPresent()) {
      return of(Fault.valueOf(page.fault().get().toUpperCase(Locale.ROOT)));
    }
    var states = page.targets().stream().map(StatusPage.Line::state).toList();
    if (states.stream().anyMatch(List.of("rolled-back", "stale", "failed")::contains)) {
      return NOT_SERVED;
    }
    return states.stream().anyMatch(List.of("waiting", "held")::contains) ? WAITING : OK;
  }

  static ExitCode of(Fault fault) {
    return switch (fault) {
      case SERVER -> NOT_SERVED;
      case UNREACHABLE -> UNREACHABLE;
      case REFUSED -> REFUSED;
      case STATEMENT -> STATEMENT_REFUSED;
      case DISK -> DISK;
    };
  }
}
