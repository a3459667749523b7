package org.keyferry.repository.issuance;

import static java.util.stream.Collectors.joining;

import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.protocol.pki.Identifier;
import org.keyferry.protocol.pki.Thumbprint;

/// Until when CAs want to be left alone, as they said in `Retry-After`. All replicas see the same.
public interface AcmePauses {

  /// @param names for which orders wait, or [#ALL]
  Optional<Instant> until(DisplayName ca, String names);

  /// Keeps the later of what is noted and `until`.
  void note(DisplayName ca, String names, Instant until);

  /// What orders of these names wait for.
  static String keyOf(Collection<Identifier> names) {
    var text = names.stream().map(Identifier::value).sorted().collect(joining(" "));
    return Thumbprint.of(text).toString();
  }

  /// Every request to the CA waits.
  String ALL = "";
}
