package org.keyferry.agent.cli;

import org.keyferry.agent.cycle.AgentDesk;
import org.keyferry.agent.cycle.StopSignal;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/// `keyferry-agent`, with its commands.
@Command(
    name = "keyferry-agent",
    description = "Fetches keys and certificates from the repository and installs them here.",
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT,
    subcommands = {CommandLine.HelpCommand.class, GenerateCompletion.class},
    synopsisSubcommandLabel = "COMMAND",
    usageHelpAutoWidth = true,
    exitCodeListHeading = "%nExit codes:%n")
public final class AgentCommand implements Runnable {

  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets spec before run()
  private AgentCommand() {}

  /// The whole command line, ready to execute.
  ///
  /// @param stop ends `run`
  /// @param version of this program
  public static CommandLine commandLine(AgentDesk desk, StopSignal stop, String version) {
    var top = new CommandLine(new AgentCommand());
    top.addSubcommand(new EnrollCommand(desk));
    top.addSubcommand(new RunCommand(desk, stop));
    top.addSubcommand(new OnceCommand(desk));
    top.addSubcommand(new StatusCommand(desk));
    top.addSubcommand(new DoctorCommand(desk));
    top.addSubcommand(new AdoptCommand(desk));
    top.addSubcommand(new CommandLine(new ConfigCommand()).addSubcommand(new ConfigCheckCommand()));
    IVersionProvider versions = () -> new String[] {"keyferry-agent " + version};
    tellEach(top, versions);
    top.setExecutionExceptionHandler(new FailurePrinter());
    top.setCaseInsensitiveEnumValuesAllowed(true);
    return top;
  }

  @Override
  public void run() {
    throw new CommandLine.ParameterException(
        spec.commandLine(), "Missing command: say what to do, for example `status`");
  }

  private static void tellEach(CommandLine command, IVersionProvider versions) {
    command.getCommandSpec().versionProvider(versions);
    command.getCommandSpec().usageMessage().exitCodeList(ExitCode.listed());
    command.getSubcommands().values().forEach(each -> tellEach(each, versions));
  }
}
