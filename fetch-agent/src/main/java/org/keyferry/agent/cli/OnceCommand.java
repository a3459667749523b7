package org.keyferry.agent.cli;

import java.util.concurrent.Callable;
import org.keyferry.agent.cycle.AgentDesk;
import org.keyferry.agent.cycle.RoundResult.TargetResult;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
    name = "once",
    description = {
      "Does one round now: fetch, install, reload, probe, report.",
      "",
      "What failed before is tried again at once. Prints one line for each target; the exit code says"
          + " whether all is well."
    },
    footer = {"", "Example:", "  keyferry-agent once || keyferry-agent status"})
final class OnceCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Mixin private SettingsOption settings;

  private final AgentDesk desk;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields before call()
  OnceCommand(AgentDesk desk) {
    this.desk = desk;
  }

  @Override
  public Integer call() throws Exception {
    var result = desk.once(settings.read());
    var out = spec.commandLine().getOut();
    for (var target : result.targets()) {
      out.println(told(target));
    }
    result
        .trouble()
        .ifPresent(
            each -> spec.commandLine().getErr().println("keyferry-agent: " + each.sentence()));
    return ExitCode.of(result).code();
  }

  private static String told(TargetResult result) {
    var outcome = result.outcome();
    return result.target().name()
        + ": "
        + outcome.current().map(version -> "version " + version + " ").orElse("no version ")
        + outcome.word()
        + outcome.detail().map(detail -> ": " + detail).orElse("");
  }
}
