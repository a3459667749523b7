package org.keyferry.repository.app.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The database that comes along keeps what it was given, whatever happens to it.
class EmbeddedPostgresIT {

  private static final Path CACHE = Path.of("target/postgres");

  @TempDir private Path home;

  private final Path directory() {
    return home.resolve("postgres");
  }

  @Test
  void itIsARealPostgresOfTheReleaseThatThePomNames() throws Exception {
    try (var postgres = EmbeddedPostgres.start(directory(), CACHE)) {
      assertThat(query(postgres, "show server_version")).isEqualTo("18.6");
      assertThat(query(postgres, "show fsync")).isEqualTo("on");
      assertThat(query(postgres, "select upper('äöü')")).isEqualTo("ÄÖÜ");
      assertThat(query(postgres, "show listen_addresses")).isEqualTo("127.0.0.1");
    }
    assertThat(PostgresBinaries.VERSION).startsWith("18.6.");
  }

  @Test
  void whatWasStoredIsThereAfterARestart() throws Exception {
    try (var postgres = EmbeddedPostgres.start(directory(), CACHE)) {
      update(postgres, "create table kept as select 42 as answer");
    }

    try (var postgres = EmbeddedPostgres.start(directory(), CACHE)) {
      assertThat(query(postgres, "select answer from kept")).isEqualTo("42");
    }
  }

  @Test
  void aKilledDatabaseComesBackOnTheSamePort() throws Exception {
    try (var postgres = EmbeddedPostgres.start(directory(), CACHE)) {
      update(postgres, "create table kept as select 42 as answer");
      var killed = postgres.postmaster().orElseThrow();

      killed.destroyForcibly();
      killed.onExit().get(10, TimeUnit.SECONDS);

      assertThat(queryWhenItIsBack(postgres, "select answer from kept")).isEqualTo("42");
      assertThat(postgres.postmaster()).get().isNotEqualTo(killed);
    }
  }

  @Test
  void nobodyElseReadsThePasswordOrTheData() throws Exception {
    try (var _ = EmbeddedPostgres.start(directory(), CACHE)) {
      assertThat(permissions(directory())).isEqualTo("rwx------");
      assertThat(permissions(directory().resolve("data"))).isEqualTo("rwx------");
      assertThat(permissions(directory().resolve("password"))).isEqualTo("rw-------");
    }
  }

  @Test
  void aWrongPasswordIsRefused() {
    try (var postgres = EmbeddedPostgres.start(directory(), CACHE)) {
      assertThatThrownBy(
              () -> DriverManager.getConnection(postgres.url(), postgres.username(), "wrong"))
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("password authentication failed");
    }
  }

  @Test
  void aSecondServerIsTurnedAway() {
    try (var _ = EmbeddedPostgres.start(directory(), CACHE)) {
      assertThatThrownBy(() -> EmbeddedPostgres.start(directory(), CACHE))
          .isInstanceOf(PostgresFailure.class)
          .hasMessageContaining("Another server uses the database in " + directory());
    }
  }

  @Test
  void aClusterOfAnotherMajorVersionIsLeftAlone() throws Exception {
    Files.createDirectories(directory().resolve("data"));
    Files.writeString(directory().resolve("data/PG_VERSION"), "17\n");

    assertThatThrownBy(() -> EmbeddedPostgres.start(directory(), CACHE))
        .isInstanceOf(PostgresFailure.class)
        .hasMessageContaining("was made by PostgreSQL 17, and this release brings 18");
  }

  @Test
  void anInitializationThatWasCutOffStartsAnew() throws Exception {
    Files.createDirectories(directory().resolve("data.new/base"));
    Files.writeString(directory().resolve("data.new/PG_VERSION"), "18\n");

    try (var postgres = EmbeddedPostgres.start(directory(), CACHE)) {
      assertThat(query(postgres, "select 1")).isEqualTo("1");
    }
  }

  private static Connection connect(EmbeddedPostgres postgres) throws SQLException {
    return DriverManager.getConnection(postgres.url(), postgres.username(), postgres.password());
  }

  private static String query(EmbeddedPostgres postgres, String sql) throws SQLException {
    try (var connection = connect(postgres);
        var rows = connection.createStatement().executeQuery(sql)) {
      rows.next();
      return rows.getString(1);
    }
  }

  private static String queryWhenItIsBack(EmbeddedPostgres postgres, String sql)
      throws SQLException {
    var started = System.nanoTime();
    while (true) {
      try {
        return query(postgres, sql);
      } catch (SQLException notYet) {
        if (System.nanoTime() - started > TimeUnit.SECONDS.toNanos(30)) {
          throw notYet;
        }
        Thread.onSpinWait();
      }
    }
  }

  private static void update(EmbeddedPostgres postgres, String sql) throws SQLException {
    try (var connection = connect(postgres);
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String permissions(Path file) throws Exception {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }
}
