package org.keyferry.officer.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.keyferry.officer.api.OfficerApi;
import org.keyferry.officer.identity.OfficerHome;
import org.keyferry.protocol.officer.IssuerView;
import org.keyferry.protocol.officer.LimitView;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.protocol.pki.RevocationReason;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/// The command itself: what all commands share, and the connection that one run opens.
@Command(
    name = "keyferry",
    description = "Asks a Keyferry repository, as one of its officers.",
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT,
    versionProvider = Keyferry.Release.class,
    usageHelpAutoWidth = false,
    synopsisSubcommandLabel = "COMMAND")
public final class Keyferry implements AutoCloseable {

  private static final int UNLIMITED = Integer.MAX_VALUE;

  private final Surroundings surroundings;

  @Spec private CommandSpec spec;

  @Option(
      names = "--home",
      paramLabel = "DIR",
      scope = ScopeType.INHERIT,
      description =
          "Folder with the officer's identity. Default: KEYFERRY_CONF, or ~/.config/keyferry.")
  private @Nullable Path home;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      scope = ScopeType.INHERIT,
      defaultValue = "table",
      description = "How answers are written: table or json. Default: ${DEFAULT-VALUE}.")
  private OutputFormat format;

  private @Nullable OfficerApi api;

  @SuppressWarnings("NullAway.Init") // picocli sets spec and format before a command runs
  private Keyferry(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  /// Runs one command line.
  ///
  /// @return the exit code
  public static int run(
      Surroundings surroundings, PrintWriter out, PrintWriter err, String... arguments) {
    try (var keyferry = new Keyferry(surroundings)) {
      var code = keyferry.commandLine().setOut(out).setErr(err).execute(arguments);
      out.flush();
      err.flush();
      return code;
    }
  }

  /// All commands, for help and its tests.
  static CommandLine commandLine(Surroundings surroundings) {
    return new Keyferry(surroundings).commandLine();
  }

  private CommandLine commandLine() {
    var line =
        new CommandLine(this)
            .addSubcommand(new IdentityCommands(this))
            .addSubcommand(new OfficerCommands(this))
            .addSubcommand(new RepositoryCommand(this))
            .addSubcommand(new CaCommands(this))
            .addSubcommand(new PolicyCommands(this))
            .addSubcommand(new CertificateCommands(this))
            .addSubcommand(new ImportCommands(this))
            .addSubcommand(new OrderCommands(this))
            .addSubcommand(new RevocationCommands(this))
            .addSubcommand(new IncidentCommands(this))
            .addSubcommand(new TokenCommands(this))
            .addSubcommand(new AgentCommands(this))
            .addSubcommand(new GrantCommands(this))
            .addSubcommand(new ServedCommand(this))
            .addSubcommand(new ConditionCommands(this))
            .addSubcommand(new GenerateCompletion());
    line.getCommandSpec()
        .usageMessage()
        .exitCodeListHeading("%nExit codes:%n")
        .exitCodeList(ExitCode.table());
    return line.registerConverter(DisplayName.class, Keyferry::nameOf)
        .registerConverter(UUID.class, Keyferry::idOf)
        .registerConverter(IssuerView.class, new Issuers())
        .registerConverter(Duration.class, new Durations())
        .registerConverter(LimitView.class, new Limits())
        .registerConverter(RevocationReason.class, Keyferry::reasonOf)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionExceptionHandler(new Failures())
        .setParameterExceptionHandler(new Misuse());
  }

  /// The repository, on the first call of a run; closed at its end.
  OfficerApi api() {
    if (api == null) {
      api = new OfficerApi(home().load(now()));
    }
    return api;
  }

  OfficerHome home() {
    return new OfficerHome(folder());
  }

  Path folder() {
    return home == null ? surroundings.home() : home;
  }

  Answers answers() {
    var columns =
        surroundings.terminal().isInteractive() ? surroundings.terminal().columns() : UNLIMITED;
    return new Answers(out(), format, columns);
  }

  /// Whether answers are tables, and may have sentences around them.
  boolean isForPeople() {
    return format == OutputFormat.TABLE;
  }

  Progress progress() {
    return new Progress(err(), surroundings.clock(), surroundings.terminal());
  }

  Watch watch(Progress progress, Duration timeout) {
    return new Watch(api(), progress, surroundings.patience(), timeout);
  }

  Surroundings surroundings() {
    return surroundings;
  }

  Instant now() {
    return surroundings.clock().instant();
  }

  PrintWriter out() {
    return spec.commandLine().getOut();
  }

  PrintWriter err() {
    return spec.commandLine().getErr();
  }

  /// Asks before what cannot be undone.
  ///
  /// @throws Ended unless the answer is `yes`
  void confirm(String question) {
    if (!surroundings.terminal().isInteractive()) {
      throw new Ended(
          ExitCode.USAGE, "This cannot be undone and nobody is there to ask: add --yes to do it.");
    }
    var answer = surroundings.terminal().ask(question + " Type yes to go on: ");
    if (answer.filter("yes"::equals).isEmpty()) {
      throw new Ended(ExitCode.USAGE, "Nothing was done.");
    }
  }

  @Override
  public void close() {
    if (api != null) {
      api.close();
    }
  }

  private static DisplayName nameOf(String text) {
    try {
      return new DisplayName(text);
    } catch (IllegalArgumentException refused) {
      throw new TypeConversionException(String.valueOf(refused.getMessage()));
    }
  }

  private static RevocationReason reasonOf(String text) {
    try {
      return RevocationReason.parse(text);
    } catch (IllegalArgumentException refused) {
      throw new TypeConversionException(String.valueOf(refused.getMessage()));
    }
  }

  private static UUID idOf(String text) {
    try {
      return UUID.fromString(text);
    } catch (IllegalArgumentException malformed) {
      throw new TypeConversionException("'" + text + "' is not an id, as the list shows them");
    }
  }

  /// What `--version` shows.
  static final class Release implements CommandLine.IVersionProvider {

    @Spec private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli sets spec
    Release() {}

    @Override
    public String[] getVersion() {
      var keyferry = (Keyferry) spec.root().userObject();
      return new String[] {"keyferry " + keyferry.surroundings.version()};
    }
  }
}
