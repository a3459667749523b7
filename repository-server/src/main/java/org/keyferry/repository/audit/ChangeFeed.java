package org.keyferry.repository.audit;

/// How this replica hears of what was committed, on itself and on the others: as CDI events
/// [AuditEntry].
public interface ChangeFeed {

  /// False while this replica may be missing changes because the database does not answer: what it
  /// remembers must then be read again before it is believed. Never blocks.
  boolean isLive();
}
