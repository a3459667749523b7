package org.keyferry.repository.incident;

import java.time.Instant;
import java.util.Optional;

/// Who serves the newest version of a certificate, of all who should.
///
/// @param targets that ask for the certificate on hosts with a grant to it; a host that has no such
///   target counts as one
/// @param served targets that have it on disk and present it at each of their listeners, by serial
///   number
/// @param brokenAt when a host last reported that a server did not take what it got, and that it
///   went back
/// @param lacking of one that does not, in words
public record Coverage(
    long targets, long served, Optional<Instant> brokenAt, Optional<String> lacking) {

  /// Nobody has a grant.
  public static final Coverage NOBODY = new Coverage(0, 0, Optional.empty(), Optional.empty());

  public boolean isComplete() {
    return served == targets;
  }
}
