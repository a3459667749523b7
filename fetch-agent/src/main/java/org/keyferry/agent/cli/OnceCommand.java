package org.keyferry.agent.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.keyferry.agent.cycle.AgentDesk;
import org.keyferry.agent.cycle.Progress;
import org.keyferry.agent.cycle.RoundResult.TargetResult;
import org.keyferry.agent.metrics.Exposition;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "once",
    description = {
      "Does one round now: fetch, install, reload, probe, report.",
      "",
      "What failed before is tried again at once, unless --unattended is given. Prints one line for"
          + " each target; the exit code says whether all is well."
    },
    footer = {"", "Example:", "  keyferry-agent once || keyferry-agent status"})
final class OnceCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Mixin private SettingsOption settings;

  @Option(
      names = "--unattended",
      description =
          "For timers: what failed a short while ago is left alone until it is due, as by run.")
  private boolean unattended;

  @Option(
      names = "--ignore-windows",
      description = "Installs now what waits for a maintenance window, in this round alone.")
  private boolean ignoreWindows;

  @Option(
      names = "--progress",
      paramLabel = "WHEN",
      defaultValue = "auto",
      description = {
        "A line for each target and stage on standard error: ${COMPLETION-CANDIDATES}.",
        "Default: ${DEFAULT-VALUE}, which is on a terminal."
      })
  private Audience progress;

  private final AgentDesk desk;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields before call()
  OnceCommand(AgentDesk desk) {
    this.desk = desk;
  }

  @Override
  public Integer call() throws Exception {
    var out = spec.commandLine().getOut();
    var err = spec.commandLine().getErr();
    var declared = settings.read();
    var result =
        desk.once(
            ignoreWindows ? declared.withoutWindows() : declared,
            unattended ? AgentDesk.Asked.BY_A_TIMER : AgentDesk.Asked.BY_A_PERSON,
            progress.isShown() ? step -> tell(step, err) : Progress.UNHEARD);
    Exposition.publishOnce(declared.metrics(), () -> desk.status(declared), desk.version());
    for (var target : result.targets()) {
      out.println(told(target));
    }
    for (var each : result.unwanted()) {
      out.println(each.name() + ": " + each.detail());
    }
    result.trouble().ifPresent(each -> err.println("keyferry-agent: " + each.sentence()));
    return ExitCode.of(result).code();
  }

  private static String told(TargetResult result) {
    var outcome = result.outcome();
    return result.target().name()
        + ": "
        + outcome.current().map(version -> "version " + version + " ").orElse("no version ")
        + outcome.word()
        + outcome.detail().or(result::remark).map(detail -> ": " + detail).orElse("");
  }

  private static void tell(Progress.Step step, PrintWriter err) {
    err.println(
        step.target()
            + ": "
            + step.number()
            + "/"
            + step.of()
            + " "
            + step.stage()
            + " "
            + step.version());
    err.flush();
  }

  /// Who is told of each stage. Named as they are typed.
  enum Audience {
    auto,
    always,
    never;

    @SuppressWarnings("SystemConsoleNull") // since JDK 25 it may be null again
    boolean isShown() {
      return switch (this) {
        case always -> true;
        case never -> false;
        case auto -> {
          var console = System.console();
          yield console != null && console.isTerminal();
        }
      };
    }
  }
}
