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
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:all is well",
      "1:a defect of this program; please report it",
      "2:the command line is wrong",
      "10:something is installed and not served, or was taken back",
      "11:a target waits for its certificate",
      "65:the repository said something that must not be believed",
      "69:the repository cannot be reached",
      "74:this host's disk is full, read-only, damaged or not safe",
      "75:another agent is at work",
      "77:the repository refused, or is not the one that this host trusts",
      "78:the settings are wrong",
      "79:this host is not enrolled, or is so already"
    })
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
    top.addSubcommand(new CommandLine(new ConfigCommand()).addSubcommand(new ConfigCheckCommand()));
    IVersionProvider versions = () -> new String[] {"keyferry-agent " + version};
    setVersion(top, versions);
    top.setExecutionExceptionHandler(new FailurePrinter());
    top.setCaseInsensitiveEnumValuesAllowed(true);
    return top;
  }

  @Override
  public void run() {
    throw new CommandLine.ParameterException(
        spec.commandLine(), "Missing command: say what to do, for example `status`");
  }

  private static void setVersion(CommandLine command, IVersionProvider versions) {
    command.getCommandSpec().versionProvider(versions);
    command.getSubcommands().values().forEach(each -> setVersion(each, versions));
  }
}
