package org.keyferry.repository.audit.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Properties;
import org.keyferry.protocol.bundle.AuditCheckpoint;
import org.keyferry.repository.audit.AuditEntries;
import org.keyferry.repository.audit.AuditEntry;
import org.postgresql.Driver;

/// The record read over one connection of its own, for a command that starts no container.
public final class AuditReader implements AuditEntries, AutoCloseable {

  private final Connection connection;

  private AuditReader(Connection connection) {
    this.connection = connection;
  }

  /// Connects, to read and no more.
  ///
  /// @param url of a PostgreSQL, `jdbc:postgresql://…`
  /// @throws SQLException if it does not answer, or takes no such user
  public static AuditReader open(String url, Properties login) throws SQLException {
    var connection = new Driver().connect(url, login);
    if (connection == null) {
      throw new SQLException(url + " is not the URL of a PostgreSQL");
    }
    connection.setReadOnly(true);
    return new AuditReader(connection);
  }

  /// Where the record stands now.
  public AuditCheckpoint last() throws SQLException {
    return AuditRows.last(connection);
  }

  @Override
  public List<AuditEntry> after(long sequence, int limit) {
    try {
      return AuditRows.after(connection, sequence, limit);
    } catch (SQLException failure) {
      throw new IllegalStateException("the audit record cannot be read", failure);
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
