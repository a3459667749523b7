package org.keyferry.agent.connection;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.keyferry.protocol.pki.Bytes;

/// A successful answer of the repository.
///
/// @param status 2xx or 304
/// @param entityTag the `ETag` field as it stands, with its quotes (RFC 9110 §8.8.3)
/// @param body at most 1 MiB
public record Reply(int status, Optional<String> entityTag, Bytes body) {

  static final int NOT_MODIFIED = 304;

  /// What was asked for has not changed since (RFC 9110 §15.4.5).
  public boolean isNotModified() {
    return status == NOT_MODIFIED;
  }

  /// The body of a statement: compact serialization is ASCII.
  public String text() {
    return new String(body.toArray(), StandardCharsets.US_ASCII);
  }
}
