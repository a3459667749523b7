package org.keyferry.repository.audit;

import org.keyferry.protocol.bundle.AuditCheckpoint;

/// The audit record of the repository.
public interface Audit {

  /// Adds an entry in the caller's transaction: both commit or neither. If the entry cannot be
  /// written, the commit fails, and what the caller does after the commit does not happen.
  ///
  /// Entries of a transaction are written at its end, in the order of the calls, so that the one
  /// sequencer is held for as short as possible.
  ///
  /// @throws jakarta.transaction.TransactionalException if the caller has no transaction
  void record(AuditEvent event);

  /// Where the record stands: what is committed, seen by all replicas alike.
  AuditCheckpoint checkpoint();
}
