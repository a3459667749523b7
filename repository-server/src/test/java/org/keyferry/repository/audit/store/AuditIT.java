package org.keyferry.repository.audit.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import jakarta.transaction.TransactionalException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.keyferry.protocol.bundle.AuditCheckpoint;
import org.keyferry.repository.app.RunningRepository;
import org.keyferry.repository.audit.Actor;
import org.keyferry.repository.audit.Audit;
import org.keyferry.repository.audit.AuditChain;
import org.keyferry.repository.audit.AuditEntries;
import org.keyferry.repository.audit.AuditEntry;
import org.keyferry.repository.audit.AuditEvent;
import org.keyferry.repository.audit.AuditVerification;
import org.keyferry.repository.audit.AuditVerification.Verdict.Broken;
import org.keyferry.repository.audit.AuditVerification.Verdict.Intact;
import org.keyferry.repository.audit.ChangeFeed;

/// The record in PostgreSQL: both or neither, in order, for ever, and heard by all.
@QuarkusTest
@QuarkusTestResource(RunningRepository.class)
class AuditIT {

  @Inject Audit audit;
  @Inject AuditEntries entries;
  @Inject AuditVerification verification;
  @Inject ChangeFeed feed;
  @Inject HeardEntries heard;
  @Inject PostgresChangeFeed connections;
  @Inject DataSource database;

  @Test
  void entriesOfATransactionAppearWhenItCommitsInTheOrderOfTheCalls() {
    var before = audit.checkpoint();

    QuarkusTransaction.requiringNew()
        .run(() -> {
          audit.record(anyEvent("first"));
          audit.record(anyEvent("second"));
          assertThat(audit.checkpoint()).isEqualTo(before);
        });

    var written = entries.after(before.size(), 10);
    assertThat(written).extracting(entry -> entry.event().subject()).startsWith("first", "second");
    assertThat(written.getFirst().sequence()).isEqualTo(before.size() + 1);
    assertThat(written.getFirst())
        .isEqualTo(AuditChain.next(before, written.getFirst().at(), written.getFirst().event()));
  }

  @Test
  void aTransactionThatIsRolledBackLeavesNoEntry() {
    var before = audit.checkpoint();

    assertThatThrownBy(() ->
            QuarkusTransaction.requiringNew()
                .run(() -> {
                  audit.record(anyEvent("never"));
                  throw new IllegalStateException("changed my mind");
                }))
        .hasMessage("changed my mind");

    assertThat(entries.after(before.size(), 10))
        .noneMatch(entry -> entry.event().subject().equals("never"));
  }

  @Test
  void withoutATransactionNothingIsRecorded() {
    assertThatThrownBy(() -> audit.record(anyEvent("alone")))
        .isInstanceOf(TransactionalException.class);
  }

  @Test
  void manyAtOnceLeaveNoGapAndAnIntactChain() throws Exception {
    var before = audit.checkpoint();
    var calls =
        IntStream.range(0, 200)
            .mapToObj(i ->
                (Callable<Object>)
                    () -> {
                      record(anyEvent("call-" + i));
                      return i;
                    })
            .toList();

    try (var threads = Executors.newFixedThreadPool(8)) {
      for (var call : threads.invokeAll(calls)) {
        call.get();
      }
    }

    var written = entries.after(before.size(), 1000);
    assertThat(written)
        .extracting(AuditEntry::sequence)
        .containsExactlyElementsOf(
            LongStream.rangeClosed(before.size() + 1, before.size() + written.size())
                .boxed()
                .toList())
        .hasSizeGreaterThanOrEqualTo(200);
    assertThat(verification.verify(Set.of(before))).isInstanceOf(Intact.class);
  }

  @Test
  void anEntryThatCannotBeWrittenTakesItsTransactionWithIt() throws Exception {
    try (var connection = database.getConnection();
        var statement = connection.createStatement()) {
      statement.execute("create table if not exists beside (subject text)");
      statement.execute(
          "create or replace function refuse() returns trigger language plpgsql as"
              + " $$ begin if new.subject = 'refused' then raise exception 'disk full'; end if;"
              + " return new; end $$");
      statement.execute(
          "create trigger refusing before insert on audit_entry"
              + " for each row execute function refuse()");

      assertThatThrownBy(() ->
              QuarkusTransaction.requiringNew()
                  .run(() -> {
                    insertBeside();
                    audit.record(anyEvent("refused"));
                  }))
          .isInstanceOf(RuntimeException.class);

      statement.execute("drop trigger refusing on audit_entry");
      try (var found = statement.executeQuery("select count(*) from beside")) {
        found.next();
        assertThat(found.getInt(1)).isZero();
      }
    }
  }

  @Nested
  class OnceWritten {

    @ParameterizedTest
    @ValueSource(
        strings = {
          "update audit_entry set subject = 'forged'",
          "delete from audit_entry",
          "truncate audit_entry"
        })
    void anEntryStays(String sql) throws SQLException {
      record(anyEvent("stays"));

      try (var connection = database.getConnection();
          var statement = connection.createStatement()) {
        assertThatThrownBy(() -> statement.execute(sql))
            .hasMessageContaining("the audit record is append-only");
      }
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "update audit_entry set subject = subject || 'x' where sequence = ?",
          "update audit_entry set facts = facts || '{\"x\": \"y\"}' where sequence = ?",
          "update audit_entry set at = at + interval '1 microsecond' where sequence = ?",
          "update audit_entry set hash = sha256(hash) where sequence = ?",
          "update audit_entry set actor = 'nobody' where sequence = ?",
          "update audit_entry set subject = E'a\\nb' where sequence = ?",
          "delete from audit_entry where sequence = ?",
          "insert into audit_entry (sequence, at, kind, actor, subject, facts, hash)"
              + " select 0x7fffffff, at, kind, actor, subject, facts, sha256(hash)"
              + " from audit_entry where sequence = ?",
          "with one as (delete from audit_entry where sequence = ? returning *)"
              + " insert into audit_entry"
              + " select 0x7ffffff0, at, kind, actor, subject, facts, sha256(hash) from one"
        })
    void whoeverGetsRoundTheTriggersIsFound(String sql) throws SQLException {
      IntStream.range(0, 5).forEach(i -> record(anyEvent("tampered-" + i)));

      tampering(connection -> {
        var last = AuditRows.last(connection).size();
        try (var statement = connection.prepareStatement(sql)) {
          statement.setLong(1, last - 2);
          statement.executeUpdate();
        }
        assertThat(verdict(connection, Set.of())).isInstanceOf(Broken.class);
      });
    }

    @Test
    void whoeverCutsOffTheEndIsFoundByAWitness() throws SQLException {
      IntStream.range(0, 5).forEach(i -> record(anyEvent("cut-" + i)));

      tampering(connection -> {
        var seen = AuditRows.last(connection);
        try (var statement =
            connection.prepareStatement("delete from audit_entry where sequence > ?")) {
          statement.setLong(1, seen.size() - 3);
          statement.executeUpdate();
        }
        assertThat(verdict(connection, Set.of())).isInstanceOf(Intact.class);
        assertThat(verdict(connection, Set.of(seen)))
            .isEqualTo(new Broken(seen.size() - 2, "it is missing, and a witness saw it"));
      });
    }

    private AuditVerification.Verdict verdict(
        Connection connection, Set<AuditCheckpoint> witnesses) {
      return new AuditVerification(
              (sequence, limit) -> {
                try {
                  return AuditRows.after(connection, sequence, limit);
                } catch (SQLException failure) {
                  throw new IllegalStateException(failure);
                }
              })
          .verify(witnesses);
    }

    /// As the owner of the database may, and undone at the end.
    private void tampering(Tampering tampering) throws SQLException {
      try (var connection = connections.open()) {
        connection.setAutoCommit(false);
        try (var statement = connection.createStatement()) {
          statement.execute("set local session_replication_role = replica");
        }
        tampering.on(connection);
        connection.rollback();
      }
    }
  }

  @Nested
  class TheFeed {

    @Test
    void bringsEachEntryAfterItsCommit() throws Exception {
      record(anyEvent("heard-1"));
      record(anyEvent("heard-2"));

      var first = heard.await("heard-1");
      assertThat(heard.await("heard-2").sequence()).isGreaterThan(first.sequence());
      assertThat(entries.after(first.sequence() - 1, 1)).containsExactly(first);
      assertThat(feed.isLive()).isTrue();
    }

    @Test
    void bringsItToTheOtherReplicasToo() throws Exception {
      var other = new LinkedBlockingQueue<String>();
      var after = audit.checkpoint().size();
      try (var replica =
          new FeedReader(connections::open, after, entry -> other.add(entry.event().subject()))) {
        replica.start();

        record(anyEvent("everywhere"));

        assertThat(awaitAll(other, "everywhere")).contains("everywhere");
      }
    }

    @Test
    void missesNothingWhenItsConnectionIsKilled() throws Exception {
      record(anyEvent("before"));
      heard.await("before");

      var killed = terminateListeners();
      IntStream.range(0, 20).forEach(i -> record(anyEvent("gap-" + i)));

      assertThat(killed).isPositive();
      for (var i = 0; i < 20; i++) {
        heard.await("gap-" + i);
      }
      record(anyEvent("after"));
      heard.await("after");
      var deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
      while (!feed.isLive() && System.nanoTime() < deadline) {
        Thread.onSpinWait(); // it is live once the whole page has been heard
      }
      assertThat(feed.isLive()).isTrue();
    }

    @Test
    void goesOnAfterAnyFault() throws Exception {
      var after = audit.checkpoint().size();
      var faults = new LinkedBlockingQueue<Error>();
      faults.add(new AssertionError("a listener's fault"));
      var other = new LinkedBlockingQueue<String>();
      try (var replica =
          new FeedReader(
              connections::open,
              after,
              entry -> {
                var fault = faults.poll();
                if (fault != null) {
                  throw fault;
                }
                other.add(entry.event().subject());
              })) {
        record(anyEvent("faulty"));
        replica.start();

        assertThat(awaitAll(other, "faulty")).contains("faulty");
        assertThat(faults).isEmpty();
      }
    }

    private List<String> awaitAll(LinkedBlockingQueue<String> queue, String last)
        throws InterruptedException {
      var all = new ArrayList<String>();
      while (!all.contains(last)) {
        var next = queue.poll(10, TimeUnit.SECONDS);
        assertThat(next).as("%s, after %s", last, all).isNotNull();
        all.add(next);
      }
      return all;
    }

    private int terminateListeners() throws SQLException {
      try (var connection = database.getConnection();
          var statement =
              connection.prepareStatement(
                  "select pg_terminate_backend(pid) from pg_stat_activity"
                      + " where application_name = 'keyferry-audit-feed'");
          var found = statement.executeQuery()) {
        var killed = 0;
        while (found.next()) {
          killed++;
        }
        return killed;
      }
    }
  }

  private void record(AuditEvent event) {
    QuarkusTransaction.requiringNew().run(() -> audit.record(event));
  }

  private void insertBeside() {
    try (var connection = database.getConnection();
        var statement = connection.createStatement()) {
      statement.execute("insert into beside values ('beside')");
    } catch (SQLException failure) {
      throw new IllegalStateException(failure);
    }
  }

  private static AuditEvent anyEvent(String subject) {
    return AuditEvent.of("grant.added", Actor.repository(), subject).with("agent", "any");
  }

  @FunctionalInterface
  private interface Tampering {
    void on(Connection connection) throws SQLException;
  }
}
