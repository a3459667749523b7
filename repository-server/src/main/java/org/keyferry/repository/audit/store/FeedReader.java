package org.keyferry.repository.audit.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.keyferry.repository.audit.AuditEntry;
import org.keyferry.repository.audit.UnreadableEntry;
import org.postgresql.PGConnection;

/// Follows the record on a connection of its own, on a thread of its own, and hands on each entry.
///
/// NOTIFY is only a wake-up call: what happened is read from the rows behind the last sequence, so
/// a lost connection costs time and no entry.
final class FeedReader implements AutoCloseable {

  private static final Logger LOG = Logger.getLogger(FeedReader.class);
  private static final Duration HEARTBEAT = Duration.ofSeconds(4);
  private static final Duration LONGEST_SILENCE = HEARTBEAT.multipliedBy(2);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
  private static final int PAGE = 500;

  private final ConnectionSource connections;
  private final Consumer<AuditEntry> listener;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final Thread thread;
  private long sequence;
  private volatile boolean live;
  private volatile long lookedAt;

  /// @param after the last entry that the listener need not hear of
  FeedReader(ConnectionSource connections, long after, Consumer<AuditEntry> listener) {
    this.connections = connections;
    this.sequence = after;
    this.listener = listener;
    this.thread = Thread.ofPlatform().daemon().name("audit-feed").unstarted(this::follow);
  }

  void start() {
    thread.start();
  }

  /// A replica that stood still, and has not looked since, does not hear.
  boolean isLive() {
    return live && System.nanoTime() - lookedAt < LONGEST_SILENCE.toNanos();
  }

  @Override
  public void close() {
    stopped.countDown();
    thread.interrupt();
  }

  private void follow() {
    var pause = FIRST_PAUSE;
    while (isWanted()) {
      try (var connection = connections.open()) {
        followOn(connection);
      } catch (SQLException lost) {
        pause = live ? FIRST_PAUSE : longer(pause);
        live = false;
        if (isWanted()) {
          LOG.warnf("audit feed lost, trying again in=%s: %s", pause, lost.getMessage());
        }
      } catch (UnreadableEntry foreign) {
        pause = LONGEST_PAUSE;
        live = false;
        LOG.errorf(foreign, "audit feed stopped at entry=%d", foreign.sequence());
      } catch (Throwable fault) { // whatever it is: who is told nothing must not believe it hears
        live = false;
        pause = LONGEST_PAUSE;
        if (isWanted()) {
          LOG.errorf(
              fault, "audit feed failed after entry=%d, trying again in=%s", sequence, pause);
        }
      }
      rest(pause);
    }
  }

  private void followOn(Connection connection) throws SQLException {
    try (var listen = connection.createStatement()) {
      listen.execute("listen " + AuditRows.CHANNEL);
    }
    var notifications = connection.unwrap(PGConnection.class);
    while (isWanted()) {
      handOnWhatIsNew(connection);
      lookedAt = System.nanoTime();
      live = true;
      notifications.getNotifications(Math.toIntExact(HEARTBEAT.toMillis()));
    }
  }

  private void handOnWhatIsNew(Connection connection) throws SQLException {
    while (isWanted()) {
      var entries = AuditRows.after(connection, sequence, PAGE);
      if (entries.isEmpty()) {
        return;
      }
      for (var entry : entries) {
        listener.accept(entry);
        sequence = entry.sequence();
      }
    }
  }

  private void rest(Duration pause) {
    try {
      if (stopped.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
        return;
      }
    } catch (InterruptedException wanted) {
      Thread.currentThread().interrupt();
      stopped.countDown();
    }
  }

  private boolean isWanted() {
    return stopped.getCount() > 0;
  }

  private static Duration longer(Duration pause) {
    var doubled = pause.multipliedBy(2);
    return doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
  }

  /// Opens connections that belong to no pool.
  @FunctionalInterface
  interface ConnectionSource {
    Connection open() throws SQLException;
  }
}
