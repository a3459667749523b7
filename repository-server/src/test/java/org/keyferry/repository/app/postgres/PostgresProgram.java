package org.keyferry.repository.app.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;

/// Starts the database as the user who runs it, and asks it one thing.
final class PostgresProgram {

  private PostgresProgram() {}

  /// @param words directory of the database, directory of its programs, file for the answer, SQL
  public static void main(String[] words) throws IOException, SQLException {
    try (var postgres = EmbeddedPostgres.start(Path.of(words[0]), Path.of(words[1]));
        var connection =
            DriverManager.getConnection(postgres.url(), postgres.username(), postgres.password());
        var statement = connection.createStatement()) {
      if (statement.execute(words[3])) {
        var rows = statement.getResultSet();
        rows.next();
        Files.writeString(Path.of(words[2]), rows.getString(1));
      }
    }
  }
}
