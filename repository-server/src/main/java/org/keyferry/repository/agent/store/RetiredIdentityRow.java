package org.keyferry.repository.agent.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.NullUnmarked;

@Entity
@Table(name = "retired_identity")
@NullUnmarked
class RetiredIdentityRow {

  @Id String identity;
  UUID agent;

  @Column(name = "retired_at")
  Instant retiredAt;

  RetiredIdentityRow take(UUID agent, String identity, Instant retiredAt) {
    this.agent = agent;
    this.identity = identity;
    this.retiredAt = retiredAt;
    return this;
  }
}
