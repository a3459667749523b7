package org.keyferry.repository.app.command;

import io.quarkus.runtime.PreventFurtherStepsException;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.runtime.QuarkusBindException;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.config.ConfigValidationException;
import java.sql.SQLException;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.keyferry.custody.CustodyFailure;
import org.keyferry.custody.Pkcs11KeyCustody;
import org.keyferry.repository.app.Handover;
import org.keyferry.repository.app.postgres.EmbeddedPostgres;
import org.keyferry.repository.app.postgres.PostgresFailure;

/// Starts what the container needs, then the container, and ends both in turn.
final class Container {

  private static final int DEEPEST_CAUSE = 16;

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
    var postgres = startDatabase();
    try {
      var ended = new AtomicReference<>(ExitCode.OK);
      Quarkus.run(application, (code, fault) -> ended.set(exitCodeOf(code, fault)));
      return ended.get();
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

  /// The container has told why already.
  private static ExitCode exitCodeOf(int code, @Nullable Throwable fault) {
    if (fault == null) {
      return code == 0 ? ExitCode.OK : ExitCode.FAILED;
    }
    return Stream.iterate(fault, Objects::nonNull, Throwable::getCause)
        .limit(DEEPEST_CAUSE)
        .map(Container::exitCodeOf)
        .flatMap(Optional::stream)
        .findFirst()
        .orElse(ExitCode.FAILED);
  }

  private static Optional<ExitCode> exitCodeOf(Throwable cause) {
    return switch (cause) {
      case CustodyFailure failure -> Optional.of(ExitCode.of(failure));
      case PreventFurtherStepsException _ -> Optional.of(ExitCode.CEREMONY_MISSING);
      case QuarkusBindException _ -> Optional.of(ExitCode.PORT_IN_USE);
      case ConfigurationException _, ConfigValidationException _ ->
          Optional.of(ExitCode.CONFIGURATION);
      case SQLException _ -> Optional.of(ExitCode.DATABASE);
      default -> Optional.empty();
    };
  }
}
