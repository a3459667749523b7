package org.keyferry.agent.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.keyferry.agent.cycle.HostCheck;
import org.keyferry.agent.cycle.TargetPlan;
import org.keyferry.protocol.pki.Printable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
    name = "check",
    description = {
      "Reads the settings and names every fault: its line, what is wrong, what to write instead.",
      "Then looks whether this host has what they name, and shows what would be written and run.",
      "",
      "Runs nothing, changes nothing and asks nobody."
    },
    footer = {"", "Example:", "  keyferry-agent config check --config agent.yaml"})
final class ConfigCheckCommand implements Callable<Integer> {

  private static final List<String> HEADINGS =
      List.of("TARGET", "KIND", "CERTIFICATE", "SWITCH FILE");

  @Spec private CommandSpec spec;

  @Mixin private SettingsOption settings;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields before call()
  ConfigCheckCommand() {}

  @Override
  public Integer call() throws Exception {
    var read = settings.read();
    var out = spec.commandLine().getOut();
    var plans = read.targets().stream().map(TargetPlan::of).toList();
    print(plans, out);
    var faults = HostCheck.faultsOf(read);
    if (!faults.isEmpty()) {
      out.flush();
      var err = spec.commandLine().getErr();
      faults.forEach(each -> err.println("keyferry-agent: " + each));
      err.flush();
      return ExitCode.CONFIGURATION.code();
    }
    out.println(
        settings.file()
            + " is good: "
            + plans.size()
            + (plans.size() == 1 ? " target" : " targets")
            + ", repository "
            + read.server());
    return ExitCode.OK.code();
  }

  private static void print(List<TargetPlan> plans, PrintWriter out) {
    var rows = new ArrayList<List<String>>();
    rows.add(HEADINGS);
    plans.forEach(each ->
        rows.add(List.of(each.target(), each.kind(), each.certificate(), each.switchFile())));
    for (var row : rows) {
      var line = new StringBuilder();
      for (var column = 0; column < row.size(); column++) {
        line.append(row.get(column))
            .append(" ".repeat(widthOf(rows, column) - row.get(column).length() + 2));
      }
      out.println(line.toString().stripTrailing());
    }
    plans.forEach(each -> print(each, out));
    out.println();
  }

  private static void print(TargetPlan plan, PrintWriter out) {
    out.println();
    out.println(plan.target());
    print("writes", plan.writes(), out);
    print("gives", plan.gives().stream().toList(), out);
    print("runs", plan.runs(), out);
    print("looks at", plan.looks(), out);
    print("waits", plan.waits().stream().toList(), out);
  }

  private static void print(String what, List<String> lines, PrintWriter out) {
    for (var index = 0; index < lines.size(); index++) {
      var beginning = index == 0 ? what : "";
      out.println(
          "  "
              + beginning
              + " ".repeat("looks at  ".length() - beginning.length())
              + Printable.of(lines.get(index)));
    }
  }

  private static int widthOf(List<List<String>> rows, int column) {
    return rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
  }
}
