package org.keyferry.agent.cli;

import java.util.concurrent.Callable;
import org.keyferry.agent.connection.Json;
import org.keyferry.agent.cycle.AgentDesk;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "status",
    description = {
      "Shows how this host stands, from its disk alone.",
      "",
      "Asks nobody and changes nothing, and works while the agent runs. What listeners present is"
          + " what the agent saw in its last round. The exit code says whether all is well."
    },
    footer = {
      "",
      "Examples:",
      "  keyferry-agent status",
      "  keyferry-agent status --output json | jq '.targets[] | select(.state != \"served\")'"
    })
final class StatusCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Mixin private SettingsOption settings;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORM",
      defaultValue = "table",
      description = "${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}")
  private Form output;

  private final AgentDesk desk;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields before call()
  StatusCommand(AgentDesk desk) {
    this.desk = desk;
  }

  @Override
  public Integer call() throws Exception {
    var page = desk.status(settings.read());
    var out = spec.commandLine().getOut();
    switch (output) {
      case json -> out.print(Json.writeIndented(page));
      case table -> StatusText.of(page, Screen.of(spec)).forEach(out::println);
    }
    out.flush();
    return ExitCode.of(page).code();
  }
}
