package org.keyferry.agent.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.keyferry.agent.connection.Json;
import org.keyferry.agent.cycle.AgentDesk;
import org.keyferry.agent.cycle.StatusPage;
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
      "Asks nobody and changes nothing, and works while the agent runs."
    },
    footer = {
      "",
      "Examples:",
      "  keyferry-agent status",
      "  keyferry-agent status --output json | jq '.targets[] | select(.state != \"served\")'"
    })
final class StatusCommand implements Callable<Integer> {

  private static final List<String> HEADINGS =
      List.of("TARGET", "CERTIFICATE", "VERSION", "STATE", "NOT AFTER", "SERIAL");

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
      case table -> print(page, out);
    }
    out.flush();
    return page.agent().isPresent() ? ExitCode.OK.code() : ExitCode.NOT_ENROLLED.code();
  }

  private static void print(StatusPage page, PrintWriter out) {
    page.agent()
        .ifPresentOrElse(
            agent ->
                out.println(
                    "agent "
                        + agent.name()
                        + " ("
                        + agent.id()
                        + "), identity until "
                        + agent.expires()),
            () -> out.println("not enrolled"));
    out.println(
        "repository "
            + page.server()
            + ", last contact "
            + page.lastContact().map(Object::toString).orElse("never"));
    page.frozenSince()
        .ifPresent(since ->
            out.println(
                "FROZEN: nothing fresh has come since "
                    + since
                    + "; either the repository or the way to it is down, or somebody keeps news"
                    + " from this host"));
    page.trouble().ifPresent(trouble -> out.println("trouble: " + trouble));
    out.println();
    printTable(page.targets(), out);
    for (var target : page.targets()) {
      target.remark().ifPresent(remark -> out.println(target.target() + ": " + remark));
      target
          .reason()
          .ifPresent(reason ->
              out.println(
                  target.target()
                      + ": "
                      + target.stage().map(stage -> "at stage " + stage + ": ").orElse("")
                      + reason
                      + target.nextTry().map(at -> "; next try at " + at).orElse("")));
    }
    page.unwanted().forEach((name, detail) -> out.println(name + ": " + detail));
  }

  private static void printTable(List<StatusPage.Line> targets, PrintWriter out) {
    var rows = new ArrayList<List<String>>();
    rows.add(HEADINGS);
    for (var each : targets) {
      rows.add(
          List.of(
              each.target(),
              each.certificate(),
              each.version().orElse("-"),
              each.state(),
              each.notAfter().map(Object::toString).orElse("-"),
              each.serial().orElse("-")));
    }
    for (var row : rows) {
      var line = new StringBuilder();
      for (var column = 0; column < row.size(); column++) {
        line.append(row.get(column))
            .append(" ".repeat(widthOf(rows, column) - row.get(column).length() + 2));
      }
      out.println(line.toString().stripTrailing());
    }
  }

  private static int widthOf(List<List<String>> rows, int column) {
    return rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
  }
}
