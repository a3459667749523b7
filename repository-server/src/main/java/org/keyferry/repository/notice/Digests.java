package org.keyferry.repository.notice;

import java.time.Instant;

/// Which digests were written.
public interface Digests {

  /// Takes the digest of that moment, before anybody else does. The first one ever is not taken: a
  /// repository that has just been founded has nothing to look back on.
  ///
  /// @return false if it, or a later one, was taken
  boolean take(Instant digest);
}
