package org.keyferry.protocol.bundle;

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
}
