package org.keyferry.repository.app.command;

import io.quarkus.runtime.annotations.QuarkusMain;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/// `keyferry-server`.
@QuarkusMain
@Command(
    name = "keyferry-server",
    description = "The Keyferry repository.",
    mixinStandardHelpOptions = true,
    versionProvider = Release.class,
    subcommands = {RunCommand.class, CeremonyCommand.class, HsmCommand.class, AuditCommand.class},
    synopsisSubcommandLabel = "COMMAND",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      " 0:done, or stopped as asked",
      " 1:failed; the log says why",
      " 2:the command line cannot be understood",
      "10:the PKCS#11 module is missing or cannot be used",
      "11:no token has that label",
      "12:the token is not initialized",
      "13:the PIN is missing or was refused; it was tried once",
      "14:the key ceremony was not held, or with another token",
      "15:the module or a key on it does not protect what it should",
      "16:the token does not answer",
      "17:there are other officers already",
      "18:the HSM was lost and is back; to be started again",
      "20:the configuration cannot be used",
      "21:a port is in use",
      "22:the database does not start or does not answer",
      "23:a file cannot be read or written",
      "24:the audit record is not what was written",
      "25:the clock is behind the audit record"
    })
public final class Main {

  @Option(
      names = "--config",
      paramLabel = "FILE",
      scope = ScopeType.INHERIT,
      description = "Configuration (Java properties); see docs/reference/server.md.")
  private @Nullable Path config;

  public static void main(String[] words) {
    System.exit(commandLine().execute(words.length == 0 ? new String[] {"run"} : words));
  }

  static CommandLine commandLine() {
    return new CommandLine(new Main())
        .setExecutionExceptionHandler(Main::tell)
        .setCaseInsensitiveEnumValuesAllowed(true);
  }

  Configuration configuration() {
    return Configuration.in(Optional.ofNullable(config));
  }

  /// One sentence for the one who started it; what is not foreseen keeps its stack trace.
  private static int tell(Exception failure, CommandLine command, CommandLine.ParseResult words)
      throws Exception {
    if (failure instanceof CommandFailure told) {
      command.getErr().println("keyferry-server: " + told.getMessage());
      return told.code().code();
    }
    throw failure;
  }
}
