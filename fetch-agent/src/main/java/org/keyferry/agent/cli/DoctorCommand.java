package org.keyferry.agent.cli;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.keyferry.agent.connection.Json;
import org.keyferry.agent.cycle.AgentDesk;
import org.keyferry.agent.doctor.Diagnosis;
import org.keyferry.agent.doctor.Doctor;
import org.keyferry.agent.doctor.Host;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "doctor",
    description = {
      "Looks at everything that commonly goes wrong, and says how to mend it.",
      "",
      "Asks the repository, runs what the settings name under `validate`, looks at the listeners,"
          + " and changes nothing. Takes a minute at most. As another user than root it says what it"
          + " could not see."
    },
    footer = {
      "",
      "Examples:",
      "  keyferry-agent doctor",
      "  keyferry-agent doctor -o json | jq '.checks[] | select(.result == \"failed\")'"
    })
final class DoctorCommand implements Callable<Integer> {

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
  DoctorCommand(AgentDesk desk) {
    this.desk = desk;
  }

  @Override
  public Integer call() throws InterruptedException {
    var diagnosis = new Doctor(desk.clock(), Host.ofThisProcess()).examine(settings.file());
    var out = spec.commandLine().getOut();
    switch (output) {
      case json -> out.print(Json.writeIndented(Page.of(diagnosis)));
      case table -> new DoctorText(Screen.of(spec)).render(diagnosis).forEach(out::println);
    }
    out.flush();
    return diagnosis.isHealthy() ? ExitCode.OK.code() : ExitCode.UNWELL.code();
  }

  /// A diagnosis for programs.
  record Page(Instant at, String user, boolean healthy, List<Line> checks) {

    static Page of(Diagnosis diagnosis) {
      return new Page(
          diagnosis.at(),
          diagnosis.user(),
          diagnosis.isHealthy(),
          diagnosis.checks().stream()
              .map(each ->
                  new Line(
                      each.subject().word(),
                      each.target(),
                      each.verdict().word(),
                      each.finding(),
                      each.fix()))
              .toList());
    }
  }

  /// @param result `ok`, `warning`, `failed` or `skipped`
  record Line(
      String check, Optional<String> target, String result, String finding, Optional<String> fix) {}
}
