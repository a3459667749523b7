package org.keyferry.repository.agent.store;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.NullUnmarked;
import org.keyferry.protocol.bundle.AgentId;
import org.keyferry.protocol.pki.Thumbprint;
import org.keyferry.repository.agent.ReportedGenerations.Reported;

@Entity
@Table(name = "reported_generation")
@NullUnmarked
class ReportedGenerationRow {

  @EmbeddedId Key key;
  String report;

  @Column(name = "taken_at")
  Instant takenAt;

  ReportedGenerationRow take(AgentId agent, Reported reported) {
    key = new Key(agent.value(), reported.generation());
    report = reported.report().value();
    takenAt = reported.at();
    return this;
  }

  Reported toReported() {
    return new Reported(key.generation, new Thumbprint(report), takenAt);
  }

  @Embeddable
  record Key(UUID agent, long generation) {}
}
