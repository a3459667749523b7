package org.keyferry.repository.issuance.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.NullUnmarked;
import org.keyferry.repository.issuance.Circuit;

@Entity
@Table(name = "circuit")
@NullUnmarked
class CircuitRow {

  @Id String ca;
  String state;
  int failures;
  Instant since;

  @Column(name = "probe_at")
  Instant probeAt;

  int probes;
  String reason;

  void take(Circuit circuit) {
    state = circuit.state();
    failures = 0;
    since = null;
    probeAt = null;
    probes = 0;
    reason = null;
    switch (circuit) {
      case Circuit.Closed closed -> failures = closed.failures();
      case Circuit.Tripped tripped -> {
        since = tripped.since();
        probeAt = tripped.probeAt();
        probes = tripped.probes();
        reason = tripped.reason();
      }
    }
  }

  Circuit toCircuit() {
    return switch (state) {
      case "closed" -> new Circuit.Closed(failures);
      case "open" -> new Circuit.Open(since, probeAt, probes, reason);
      case "half-open" -> new Circuit.HalfOpen(since, probeAt, probes, reason);
      default -> throw new IllegalStateException("the database lets no such circuit in: " + state);
    };
  }
}
