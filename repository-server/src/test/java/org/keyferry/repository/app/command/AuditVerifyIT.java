package org.keyferry.repository.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.keyferry.protocol.bundle.AuditCheckpoint;
import org.keyferry.repository.app.postgres.EmbeddedPostgres;
import org.keyferry.repository.audit.Actor;
import org.keyferry.repository.audit.AuditChain;
import org.keyferry.repository.audit.AuditEvent;

/// `keyferry-server audit verify`, beside a running server and without one.
class AuditVerifyIT {

  private static final Path BINARIES = Path.of("target/postgres").toAbsolutePath();
  private static final Path MIGRATION =
      Path.of("src/main/resources/db/migration/V100__audit_entry.sql");
  private static final int ENTRIES = 1234;

  @TempDir private Path directory;

  private EmbeddedPostgres server;
  private AuditCheckpoint end = AuditChain.start();

  @BeforeEach
  void aServerHasWrittenEntries() throws Exception {
    server = EmbeddedPostgres.start(directory.resolve("home/postgres"), BINARIES);
    try (var connection = connect()) {
      execute(connection, Files.readString(MIGRATION));
      connection.setAutoCommit(false);
      for (var i = 0; i < ENTRIES; i++) {
        add(connection, AuditEvent.of("test.happened", Actor.repository(), "entry-" + i));
      }
      connection.commit();
    }
  }

  @AfterEach
  void theServerEnds() {
    server.close();
  }

  @Test
  void besideARunningServerAnIntactRecordIsIntact() throws Exception {
    var said = verify();

    assertThat(said.code()).as(said.err()).isZero();
    assertThat(said.out())
        .containsPattern("(?m)^entries +" + ENTRIES + "$")
        .containsPattern("(?m)^witness +" + ENTRIES + ":" + end.head() + "$")
        .containsPattern("(?m)^verdict +intact$");
  }

  @Test
  void withoutAServerItStartsTheDatabaseAndEndsIt() throws Exception {
    server.close();

    assertThat(verify().code()).isZero();
    assertThat(EmbeddedPostgres.running(directory.resolve("home/postgres"))).isEmpty();
  }

  @Test
  void anEditedEntryIsNamed() throws Exception {
    tamper("update audit_entry set subject = 'another' where sequence = 700");

    assertSaid(verify(), "broken at entry 700: it does not follow the one before");
  }

  @Test
  void whatIsNoEntryIsNamed() throws Exception {
    tamper("update audit_entry set facts = '{\"a\": null}' where sequence = 12");

    assertSaid(verify(), "broken at entry 12: it is not an entry");
  }

  /// The chain alone does not show it: somebody must have kept a checkpoint.
  @Test
  void anEndThatWasCutOffShowsAgainstAWitness() throws Exception {
    var witness = end.size() + ":" + end.head();
    tamper("delete from audit_entry where sequence > 1200");

    assertThat(verify().code()).isZero();
    assertSaid(
        verify("--witness", witness), "broken at entry 1201: it is missing, and a witness saw it");
  }

  @Test
  void aWitnessThatIsNoneIsRefused() throws Exception {
    var said = verify("--witness", "12");

    assertThat(said.code()).isEqualTo(2);
    assertThat(said.err()).contains("'12' is not SIZE:HEAD").hasLineCount(1);
  }

  @Test
  void aDatabaseThatDoesNotAnswerIsASentence() throws Exception {
    server.close();

    var said =
        run(
            "quarkus.datasource.jdbc.url=" + server.url(),
            "quarkus.datasource.username=keyferry",
            "quarkus.datasource.password=any");

    assertThat(said.code()).isEqualTo(22);
    assertThat(said.err()).contains("cannot be read from keyferry at jdbc:").hasLineCount(1);
  }

  private static void assertSaid(Said said, String words) {
    assertThat(said.code()).as(said.err()).isEqualTo(24);
    assertThat(said.err()).startsWith("keyferry-server: ").contains(words).hasLineCount(1);
  }

  private Said verify(String... more) throws Exception {
    var file =
        Files.writeString(
            directory.resolve("keyferry.properties"),
            "keyferry.home="
                + directory.resolve("home")
                + "\nkeyferry.postgres.binaries="
                + BINARIES
                + "\n");
    return execute(file, more);
  }

  private Said run(String... lines) throws Exception {
    return execute(
        Files.writeString(directory.resolve("named.properties"), String.join("\n", lines) + "\n"));
  }

  private static Said execute(Path file, String... more) {
    var words = new String[4 + more.length];
    words[0] = "audit";
    words[1] = "verify";
    words[2] = "--config";
    words[3] = file.toString();
    System.arraycopy(more, 0, words, 4, more.length);
    var out = new StringWriter();
    var err = new StringWriter();
    var code =
        Main.commandLine()
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true))
            .execute(words);
    return new Said(code, out.toString(), err.toString());
  }

  /// Whoever owns the database can do what its triggers forbid.
  private void tamper(String sql) throws SQLException {
    try (var connection = connect()) {
      execute(connection, "alter table audit_entry disable trigger all");
      execute(connection, sql);
    }
  }

  private void add(Connection connection, AuditEvent event) throws SQLException {
    var entry = AuditChain.next(end, Instant.parse("2026-11-25T18:00:00Z"), event);
    try (var insert =
        connection.prepareStatement(
            "insert into audit_entry (sequence, at, kind, actor, subject, facts, hash)"
                + " values (?, ?, ?, ?, ?, '{}', ?)")) {
      insert.setLong(1, entry.sequence());
      insert.setObject(2, entry.at().atOffset(ZoneOffset.UTC));
      insert.setString(3, event.kind());
      insert.setString(4, event.actor().value());
      insert.setString(5, event.subject());
      insert.setBytes(6, entry.hash().digest().toArray());
      insert.executeUpdate();
    }
    end = AuditChain.after(entry);
  }

  private Connection connect() throws SQLException {
    return DriverManager.getConnection(server.url(), server.username(), server.password());
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private record Said(int code, String out, String err) {}
}
