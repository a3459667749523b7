package org.keyferry.protocol.bundle;

import org.keyferry.protocol.bundle.RejectedStatement.Reason;
import org.keyferry.protocol.pki.Thumbprint;

/// Where the audit record stood when a statement was made. It only grows.
///
/// @param size number of entries
/// @param head digest that covers all of them
public record AuditCheckpoint(long size, Thumbprint head) {

  public AuditCheckpoint {
    if (size < 0) {
      throw new IllegalArgumentException("an audit record has no fewer than 0 entries");
    }
  }

  /// @param next of a verified manifest
  /// @return `next`
  /// @throws RejectedStatement AUDIT_ROLLED_BACK if the record shrank, or has as many entries and
  ///   they are others
  public AuditCheckpoint risenTo(AuditCheckpoint next) throws RejectedStatement {
    if (next.size < size) { // rule 18
      throw new RejectedStatement(
          Reason.AUDIT_ROLLED_BACK,
          "the audit record had " + size + " entries before and has " + next.size + " now");
    }
    if (next.size == size && !next.head.equals(head)) { // rule 19
      throw new RejectedStatement(
          Reason.AUDIT_ROLLED_BACK, "the audit record has other entries than before");
    }
    return next;
  }
}
