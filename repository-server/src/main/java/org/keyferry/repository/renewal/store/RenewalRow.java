package org.keyferry.repository.renewal.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.NullUnmarked;

@Entity
@Table(name = "renewal")
@NullUnmarked
class RenewalRow {

  @Id UUID certificate;

  @Column(name = "renew_at")
  Instant renewAt;

  int failures;

  RenewalRow take(UUID id) {
    certificate = id;
    return this;
  }

  void succeeded(Instant next) {
    renewAt = next;
    failures = 0;
  }

  void failed(Instant next) {
    renewAt = next;
    failures++;
  }

  void begun() {
    renewAt = null;
  }
}
