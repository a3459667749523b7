package org.keyferry.repository.issuance;

import java.time.Instant;
import java.util.Optional;
import org.keyferry.protocol.pki.DisplayName;

/// Until when CAs want to be left alone, as they said in `Retry-After`. All replicas see the same.
public interface AcmePauses {

  /// @param names for which orders wait, or [#ALL]
  Optional<Instant> until(DisplayName ca, String names);

  /// Keeps the later of what is noted and `until`.
  void note(DisplayName ca, String names, Instant until);

  /// Every request to the CA waits.
  String ALL = "";
}
