package org.keyferry.agent.cli;

import org.keyferry.agent.cycle.Fault;
import org.keyferry.agent.cycle.Outcome;
import org.keyferry.agent.cycle.RoundResult;

/// What the agent tells a script. Numbers from 64 on are those of `sysexits.h`.
enum ExitCode {
  OK(0),
  NOT_SERVED(10),
  WAITING(11),
  STATEMENT_REFUSED(65),
  UNREACHABLE(69),
  DISK(74),
  BUSY(75),
  REFUSED(77),
  CONFIGURATION(78),
  NOT_ENROLLED(79);

  private final int code;

  ExitCode(int code) {
    this.code = code;
  }

  int code() {
    return code;
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
