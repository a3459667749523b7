package org.keyferry.repository.issuance.acme;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.repository.issuance.AcmePauses;

/// What replicas that share a database know of pauses.
public final class PausesInMemory implements AcmePauses {

  private final Map<String, Instant> until = new ConcurrentHashMap<>();

  @Override
  public Optional<Instant> until(DisplayName ca, String names) {
    return Optional.ofNullable(until.get(ca + " " + names));
  }

  @Override
  public void note(DisplayName ca, String names, Instant moment) {
    until.merge(ca + " " + names, moment, (one, other) -> one.isAfter(other) ? one : other);
  }
}
