package org.keyferry.officer.cli;

import org.keyferry.protocol.officer.ConditionView;
import picocli.CommandLine.Command;

/// What somebody must see to, and whether people are told of it.
@Command(
    name = "conditions",
    description = "What somebody must see to: the conditions of which notices are sent.")
final class ConditionCommands {

  private final Keyferry keyferry;

  ConditionCommands(Keyferry keyferry) {
    this.keyferry = keyferry;
  }

  @Command(description = "Lists the conditions that are open, the worst first.")
  int list() {
    var now = keyferry.now();
    keyferry
        .answers()
        .list(
            keyferry.api().conditions(),
            Columns.ofWhole("CONDITION", ConditionView::kind)
                .and("SUBJECT", ConditionView::subject)
                .andWhole("FOR", condition -> Moments.age(condition.since(), now))
                .and("WHAT", ConditionView::sentence),
            "Nothing to see to.");
    return ExitCode.OK.code();
  }

  @Command(
      name = "try",
      description = "Sends a trial message by mail and webhook, to see whether it arrives.")
  int trial() {
    var trial = keyferry.api().tryNotices();
    keyferry
        .answers()
        .done(
            trial, "A trial message is on its way by " + String.join(", ", trial.channels()) + ".");
    return ExitCode.OK.code();
  }
}
