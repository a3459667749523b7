package org.keyferry.repository.audit.store;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.keyferry.protocol.bundle.AuditCheckpoint;
import org.keyferry.repository.audit.Audit;
import org.keyferry.repository.audit.AuditChain;
import org.keyferry.repository.audit.AuditEntries;
import org.keyferry.repository.audit.AuditEntry;
import org.keyferry.repository.audit.AuditEvent;

/// [Audit] in PostgreSQL.
@ApplicationScoped
class JdbcAudit implements Audit, AuditEntries {

  private final DataSource database;
  private final TransactionSynchronizationRegistry transactions;
  private final InstantSource clock;

  JdbcAudit(
      DataSource database, TransactionSynchronizationRegistry transactions, InstantSource clock) {
    this.database = database;
    this.transactions = transactions;
    this.clock = clock;
  }

  @Override
  @Transactional(TxType.MANDATORY)
  public void record(AuditEvent event) {
    if (transactions.getResource(Pending.class) instanceof Pending pending) {
      pending.events.add(event);
      return;
    }
    var pending = new Pending();
    pending.events.add(event);
    transactions.putResource(Pending.class, pending);
    transactions.registerInterposedSynchronization(pending);
  }

  @Override
  public AuditCheckpoint checkpoint() {
    try (var connection = database.getConnection()) {
      return AuditRows.last(connection);
    } catch (SQLException failure) {
      throw new IllegalStateException("the audit record cannot be read", failure);
    }
  }

  @Override
  public List<AuditEntry> after(long sequence, int limit) {
    try (var connection = database.getConnection()) {
      return AuditRows.after(connection, sequence, limit);
    } catch (SQLException failure) {
      throw new IllegalStateException("the audit record cannot be read", failure);
    }
  }

  /// Numbers the events only now. Hibernate has flushed before (it registers with the transaction,
  /// and interposed synchronizations come after those), so all other locks are held: whoever has
  /// the sequencer waits for nobody.
  private void write(List<AuditEvent> events) {
    try (var connection = database.getConnection()) {
      AuditRows.takeSequencer(connection);
      var last = AuditRows.last(connection);
      var entries = new ArrayList<AuditEntry>();
      for (var event : events) {
        var entry = AuditChain.next(last, clock.instant(), event);
        entries.add(entry);
        last = AuditChain.after(entry);
      }
      AuditRows.insert(connection, entries);
      AuditRows.announce(connection);
    } catch (SQLException failure) {
      throw new IllegalStateException("the audit record cannot be written", failure);
    }
  }

  /// The events of one transaction, until it commits.
  private final class Pending implements Synchronization {

    private final List<AuditEvent> events = new ArrayList<>();

    @Override
    public void beforeCompletion() {
      write(events);
    }

    @Override
    public void afterCompletion(int status) {
      // committed with the rest, or gone with it
    }
  }
}
