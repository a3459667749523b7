package org.keyferry.repository.audit.store;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.security.NamePrincipal;
import io.agroal.api.security.SimplePassword;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.keyferry.repository.audit.Audit;
import org.keyferry.repository.audit.AuditEntry;
import org.keyferry.repository.audit.ChangeFeed;

/// Fires each entry as a CDI event, from before anything else starts.
@ApplicationScoped
class PostgresChangeFeed implements ChangeFeed {

  private static final Logger LOG = Logger.getLogger(PostgresChangeFeed.class);
  private static final int BEFORE_ALL_OTHERS = 1;

  private final AgroalDataSource database;
  private final Audit audit;
  private final Event<AuditEntry> listeners;
  private @Nullable FeedReader reader;

  PostgresChangeFeed(AgroalDataSource database, Audit audit, Event<AuditEntry> listeners) {
    this.database = database;
    this.audit = audit;
    this.listeners = listeners;
  }

  void start(@Observes @Priority(BEFORE_ALL_OTHERS) StartupEvent started) {
    var begun = new FeedReader(this::open, audit.checkpoint().size(), this::fire);
    begun.start();
    reader = begun;
  }

  void stop(@Observes ShutdownEvent stopping) {
    if (reader != null) {
      reader.close();
    }
  }

  @Override
  public boolean isLive() {
    return reader != null && reader.isLive();
  }

  private void fire(AuditEntry entry) {
    try {
      listeners.fire(entry);
    } catch (RuntimeException fault) {
      // one listener's fault must not keep the others from the entries that follow
      LOG.errorf(fault, "audit entry not heard by all entry=%d", entry.sequence());
    }
  }

  /// As the pool would, with limits that notice a database that is gone.
  Connection open() throws SQLException {
    var pool = database.getConfiguration().connectionPoolConfiguration();
    var factory = pool.connectionFactoryConfiguration();
    var properties = new Properties();
    properties.putAll(factory.jdbcProperties());
    if (factory.principal() instanceof NamePrincipal principal) {
      properties.putAll(principal.asProperties());
    }
    for (var credential : factory.credentials()) {
      if (credential instanceof SimplePassword password) {
        properties.putAll(password.asProperties());
      }
    }
    properties.setProperty("ApplicationName", "keyferry-audit-feed");
    properties.setProperty("connectTimeout", "5");
    properties.setProperty("socketTimeout", "5");
    properties.setProperty("tcpKeepAlive", "true");
    return DriverManager.getConnection(factory.jdbcUrl(), properties);
  }
}
