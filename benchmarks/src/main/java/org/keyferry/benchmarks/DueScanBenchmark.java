package org.keyferry.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.keyferry.testkit.installation.Installation;

/// What a tick of renewal costs when there are a million certificates and a thousand of them are
/// due: the plans of PostgreSQL and their times, in the schema that the server made itself.
final class DueScanBenchmark {

  private static final int CERTIFICATES =
      Integer.getInteger("keyferry.due.certificates", 1_000_000);
  private static final int ONE_DUE_OF = 1_000;

  private DueScanBenchmark() {}

  static void run(PrintStream out) {
    try (var installation =
        Installation.prepared(UnaryOperator.identity(), Map.of("keyferry.renewal.tick", "365d"))) {
      installation.server().start();
      installation.introduceTheCa();
      try (var database = connect(installation)) {
        fill(database);
        out.printf(
            Locale.ROOT,
            "%,d certificates, %,d of them due%n",
            CERTIFICATES,
            CERTIFICATES / ONE_DUE_OF);
        // as PanacheRenewals asks
        explain(
            database,
            out,
            "due, the longest waiting first",
            "select certificate from renewal where renew_at <= now() order by renew_at limit 50");
        explain(
            database,
            out,
            "due and expired, the longest expired first",
            "select certificate from renewal where not_after <= now() and renew_at <= now()"
                + " order by not_after limit 50");
        explain(
            database,
            out,
            "to be asked about",
            "select certificate from renewal where look_at <= now() order by look_at limit 50");
        explain(database, out, "shortest life", "select min(life_seconds) from renewal");
      }
    } catch (SQLException failed) {
      throw new IllegalStateException(failed);
    }
  }

  private static void fill(Connection database) throws SQLException {
    try (var statement = database.createStatement()) {
      statement.execute(
          String.format(
              Locale.ROOT,
              """
              insert into certificate (id, name, identifiers, policy, epoch, counter)
              select gen_random_uuid(), 'c' || n, array['c' || n || '.example.test'], 'web', 1, 1
              from generate_series(1, %d) as n
              """,
              CERTIFICATES));
      statement.execute(
          String.format(
              Locale.ROOT,
              """
              insert into renewal (certificate, renew_at, failures, not_after, life_seconds, look_at)
              select id, moment, 0, moment + interval '15 days', 45 * 86400,
                now() + random() * interval '6 hours'
              from (
                select id,
                  case when row_number() over () %% %d = 0 then now() - random() * interval '20 days'
                  else now() + random() * interval '30 days' end as moment
                from certificate) as each
              """,
              ONE_DUE_OF));
      statement.execute("vacuum analyze renewal");
    }
  }

  /// The second of two runs, when the pages that it needs are in memory.
  private static void explain(Connection database, PrintStream out, String what, String query)
      throws SQLException {
    try (var statement = database.createStatement()) {
      statement.execute("explain (analyze, buffers) " + query);
      out.println();
      out.println(what + ": " + query);
      try (var plan = statement.executeQuery("explain (analyze, buffers) " + query)) {
        while (plan.next()) {
          out.println("  " + plan.getString(1));
        }
      }
    }
  }

  /// Line 4 of postmaster.pid is the port.
  private static Connection connect(Installation installation) throws SQLException {
    var postgres = installation.server().directory().resolve("data").resolve("postgres");
    try {
      var port = Files.readAllLines(postgres.resolve("data/postmaster.pid")).get(3).strip();
      return DriverManager.getConnection(
          "jdbc:postgresql://127.0.0.1:" + port + "/postgres",
          "keyferry",
          Files.readString(postgres.resolve("password")).strip());
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
