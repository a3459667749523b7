package org.keyferry.repository.app.command;

import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.Callable;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;
import org.keyferry.protocol.bundle.AuditCheckpoint;
import org.keyferry.protocol.pki.Printable;
import org.keyferry.protocol.pki.Thumbprint;
import org.keyferry.repository.app.postgres.EmbeddedPostgres;
import org.keyferry.repository.app.postgres.EmbeddedPostgres.Access;
import org.keyferry.repository.app.postgres.PostgresFailure;
import org.keyferry.repository.audit.AuditVerification;
import org.keyferry.repository.audit.AuditVerification.Verdict;
import org.keyferry.repository.audit.store.AuditReader;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(
    name = "audit",
    description = "Look at the audit record.",
    mixinStandardHelpOptions = true,
    subcommands = AuditCommand.Verify.class,
    synopsisSubcommandLabel = "COMMAND")
@NullUnmarked // picocli sets the fields
final class AuditCommand implements Callable<Integer> {

  @ParentCommand private Main main;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getErr());
    return ExitCode.USAGE.code();
  }

  @Command(
      name = "verify",
      description = {
        "Read the whole audit record and say whether it is what was written.",
        "The server may run meanwhile or not; the HSM is not needed."
      },
      mixinStandardHelpOptions = true)
  @NullUnmarked // picocli sets the fields
  static final class Verify implements Callable<Integer> {

    private static final long EVERY = 20_000;

    @ParentCommand private AuditCommand audit;
    @Spec private CommandSpec spec;

    @Option(
        names = "--witness",
        paramLabel = "SIZE:HEAD",
        description =
            "A checkpoint that somebody kept outside of the database, as this command and the"
                + " agents' manifests have it; may be repeated. Without one, a record whose end was"
                + " cut off looks whole.")
    private @Nullable List<String> witnesses;

    @Override
    public Integer call() {
      var expected =
          Optional.ofNullable(witnesses).orElse(List.of()).stream().map(Verify::witness).toList();
      var configuration = audit.main.configuration();
      if (configuration.namesDatabase()) {
        return verify(configuration.database(), expected);
      }
      try {
        var running = EmbeddedPostgres.running(configuration.postgres());
        if (running.isPresent()) {
          return verify(running.get(), expected);
        }
        try (var postgres =
            EmbeddedPostgres.start(configuration.postgres(), configuration.postgresBinaries())) {
          return verify(postgres.access(), expected);
        }
      } catch (PostgresFailure failure) {
        throw CommandFailure.of(ExitCode.DATABASE, failure);
      }
    }

    private int verify(Access database, List<AuditCheckpoint> expected) {
      try (var record = AuditReader.open(database.url(), loginOf(database))) {
        var total = record.last().size();
        var verdict = new AuditVerification(record).verify(expected, read -> tell(read, total));
        return switch (verdict) {
          case Verdict.Intact(var reached) -> {
            line("entries", String.valueOf(reached.size()));
            line("witness", reached.size() + ":" + reached.head());
            line("verdict", "intact");
            yield ExitCode.OK.code();
          }
          case Verdict.Broken(var sequence, var fault) ->
              throw new CommandFailure(
                  ExitCode.AUDIT_BROKEN,
                  "The audit record is broken at entry "
                      + sequence
                      + ": "
                      + fault
                      + ". Keep a copy of the database as it is, and find out who changed it.",
                  null);
        };
      } catch (SQLException | IllegalStateException refused) {
        throw new CommandFailure(
            ExitCode.DATABASE,
            "The audit record cannot be read from "
                + database
                + " ("
                + Printable.of(String.valueOf(refused.getMessage()))
                + "): see quarkus.datasource in the configuration.",
            refused);
      }
    }

    private void tell(long read, long total) {
      if (read % EVERY == 0) {
        spec.commandLine().getErr().println(read + " of " + total + " entries");
      }
    }

    private void line(String name, String value) {
      spec.commandLine().getOut().println(String.format(Locale.ROOT, "%-9s%s", name, value));
    }

    private static Properties loginOf(Access database) {
      var login = new Properties();
      login.setProperty("user", database.username());
      login.setProperty("password", database.password());
      login.setProperty("ApplicationName", "keyferry-server audit verify");
      return login;
    }

    private static AuditCheckpoint witness(String text) {
      try {
        var parts = text.split(":", 2);
        return new AuditCheckpoint(Long.parseLong(parts[0]), new Thumbprint(parts[1]));
      } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException malformed) {
        throw new CommandFailure(
            ExitCode.USAGE,
            "--witness: '"
                + Printable.of(text)
                + "' is not SIZE:HEAD, such as the line 'witness' of this command.",
            malformed);
      }
    }
  }
}
