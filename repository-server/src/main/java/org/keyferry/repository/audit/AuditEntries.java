package org.keyferry.repository.audit;

import java.util.List;

/// The entries of the record, to be read.
public interface AuditEntries {

  /// Committed entries behind `sequence`, in order.
  ///
  /// @throws UnreadableEntry if one is not what [Audit#record] wrote
  List<AuditEntry> after(long sequence, int limit);
}
