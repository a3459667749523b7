package org.keyferry.agent.cli;

import java.util.concurrent.Callable;
import org.keyferry.agent.cycle.AgentDesk;
import org.keyferry.agent.cycle.StopSignal;
import org.keyferry.agent.metrics.Exposition;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "run",
    description = {
      "Keeps this host up to date until it is told to stop (SIGTERM).",
      "",
      "The repository holds each request until there is news. While it is down, what is installed"
          + " stays, and the agent tries again at growing intervals."
    },
    footer = {"", "Example:", "  keyferry-agent run --config /etc/keyferry/agent.yaml"})
final class RunCommand implements Callable<Integer> {

  @Mixin private SettingsOption settings;

  private final AgentDesk desk;
  private final StopSignal stop;

  @SuppressWarnings("NullAway.Init") // picocli sets settings before call()
  RunCommand(AgentDesk desk, StopSignal stop) {
    this.desk = desk;
    this.stop = stop;
  }

  @Override
  public Integer call() throws Exception {
    var declared = settings.read();
    try (var exposition =
        Exposition.begin(declared.metrics(), () -> desk.status(declared), desk.version())) {
      desk.run(declared, stop, exposition::publish);
    }
    return ExitCode.OK.code();
  }
}
