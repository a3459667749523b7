package org.keyferry.agent.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
    name = "check",
    description = {
      "Reads the settings and names every fault: its line, what is wrong, what to write instead.",
      "",
      "Runs nothing and asks nobody."
    },
    footer = {"", "Example:", "  keyferry-agent config check --config agent.yaml"})
final class ConfigCheckCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Mixin private SettingsOption settings;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields before call()
  ConfigCheckCommand() {}

  @Override
  public Integer call() throws Exception {
    var read = settings.read();
    spec.commandLine()
        .getOut()
        .println(
            settings.file()
                + " is good: "
                + read.targets().size()
                + (read.targets().size() == 1 ? " target" : " targets")
                + ", repository "
                + read.server());
    return ExitCode.OK.code();
  }
}
