package org.keyferry.repository.app.command;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.runtime.QuarkusBindException;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.config.ConfigValidationException;
import java.net.BindException;
import java.sql.SQLException;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.keyferry.custody.CustodyFailure;
import org.keyferry.custody.Pkcs11KeyCustody;
import org.keyferry.protocol.pki.Printable;
import org.keyferry.repository.app.Handover;
import org.keyferry.repository.app.StartRefused;
import org.keyferry.repository.app.postgres.EmbeddedPostgres;
import org.keyferry.repository.app.postgres.PostgresFailure;
import org.keyferry.repository.issuance.web.PortUnavailable;

/// Starts what the container needs, then the container, and ends both in turn.
final class Container {

  private static final int DEEPEST_CAUSE = 16;
  private static final Pattern MANAGEMENT =
      Pattern.compile(".*management interface on (?<host>\\S+):(?<port>[0-9]+).*");

  private final Configuration configuration;

  Container(Configuration configuration) {
    this.configuration = configuration;
  }

  /// Blocks until the container has ended.
  ///
  /// @throws CommandFailure if the token or the database does not open; the PIN is tried once
  ExitCode run(Class<? extends QuarkusApplication> application, Handover.Purpose purpose) {
    configuration.publish();
    try {
      Handover.give(Pkcs11KeyCustody.open(configuration.token()), purpose);
    } catch (CustodyFailure failure) {
      throw CommandFailure.of(ExitCode.of(failure), failure);
    }
    Handover.give(new ProbeProcess(configuration.file()));
    var postgres = startDatabase();
    try {
      var ended = new AtomicReference<>(new End(ExitCode.OK, ""));
      Quarkus.run(application, (code, fault) -> ended.set(endOf(code, fault)));
      return ended.get().tell();
    } finally {
      postgres.ifPresent(EmbeddedPostgres::close);
    }
  }

  private Optional<EmbeddedPostgres> startDatabase() {
    if (configuration.namesDatabase()) {
      return Optional.empty();
    }
    try {
      var postgres =
          EmbeddedPostgres.start(configuration.postgres(), configuration.postgresBinaries());
      System.setProperty("quarkus.datasource.jdbc.url", postgres.url());
      System.setProperty("quarkus.datasource.username", postgres.username());
      System.setProperty("quarkus.datasource.password", postgres.password());
      return Optional.of(postgres);
    } catch (PostgresFailure failure) {
      throw CommandFailure.of(ExitCode.DATABASE, failure);
    }
  }

  private static End endOf(int code, @Nullable Throwable fault) {
    if (fault == null) {
      return switch (code) {
        case 0 -> new End(ExitCode.OK, "");
        case Handover.HSM_CAME_BACK ->
            new End(
                ExitCode.HSM_CAME_BACK,
                "The HSM was lost and is back. A PKCS#11 module finds it again only in a new"
                    + " process, so this one ended: start it again, as a service manager does.");
        default -> new End(ExitCode.FAILED, "");
      };
    }
    return Stream.iterate(fault, Objects::nonNull, Throwable::getCause)
        .limit(DEEPEST_CAUSE)
        .map(Container::endOf)
        .flatMap(Optional::stream)
        .findFirst()
        .orElseGet(() -> new End(ExitCode.FAILED, "", Optional.of(fault)));
  }

  private static Optional<End> endOf(Throwable cause) {
    return switch (cause) {
      case CustodyFailure failure ->
          Optional.of(new End(ExitCode.of(failure), String.valueOf(failure.getMessage())));
      case StartRefused refusal ->
          Optional.of(new End(ExitCode.of(refusal), String.valueOf(refusal.getMessage())));
      case PortUnavailable busy ->
          Optional.of(new End(ExitCode.PORT_IN_USE, String.valueOf(busy.getMessage())));
      case QuarkusBindException busy ->
          Optional.of(
              portInUse(Integer.toString(busy.getPort()), busy.getHost(), "quarkus.http.ssl-port"));
      case IllegalStateException failed when failed.getCause() instanceof BindException busy ->
          Optional.of(managementPortInUse(String.valueOf(failed.getMessage()), busy));
      case ConfigurationException _, ConfigValidationException _ ->
          Optional.of(
              new End(
                  ExitCode.CONFIGURATION,
                  "The configuration cannot be used: "
                      + Printable.of(String.valueOf(cause.getMessage()))));
      case SQLException refused ->
          Optional.of(
              new End(
                  ExitCode.DATABASE,
                  "The database does not answer as it should ("
                      + Printable.of(String.valueOf(refused.getMessage()))
                      + "): see quarkus.datasource in the configuration."));
      default -> Optional.empty();
    };
  }

  private static End managementPortInUse(String message, BindException busy) {
    var where = MANAGEMENT.matcher(message);
    return where.matches()
        ? portInUse(where.group("port"), where.group("host"), "quarkus.management.port")
        : new End(
            ExitCode.PORT_IN_USE,
            Printable.of(message)
                + " ("
                + busy.getMessage()
                + "): stop what listens there, or set another port.");
  }

  private static End portInUse(String port, String host, String setting) {
    return new End(
        ExitCode.PORT_IN_USE,
        "Port "
            + port
            + " of "
            + host
            + " is in use or not ours: stop what listens there, or set "
            + setting
            + " to another.");
  }

  /// @param sentence for the one who started it; may be empty
  /// @param unforeseen what keeps its stack trace: the container tells nobody of it
  private record End(ExitCode code, String sentence, Optional<Throwable> unforeseen) {

    End(ExitCode code, String sentence) {
      this(code, sentence, Optional.empty());
    }

    ExitCode tell() {
      if (unforeseen.isPresent()) {
        throw new IllegalStateException("the server does not start", unforeseen.get());
      }
      if (sentence.isEmpty()) {
        return code;
      }
      throw new CommandFailure(code, sentence, null);
    }
  }
}
