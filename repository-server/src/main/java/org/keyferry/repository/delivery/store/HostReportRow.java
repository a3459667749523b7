package org.keyferry.repository.delivery.store;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.NullUnmarked;
import org.keyferry.protocol.bundle.AgentId;
import org.keyferry.repository.delivery.HostReport;
import org.keyferry.repository.delivery.ServedTarget;

@Entity
@Table(name = "host_report")
@NullUnmarked
class HostReportRow {

  @Id UUID agent;
  String agentVersion;
  long generation;
  Instant at;
  Instant receivedAt;

  HostReportRow take(HostReport report) {
    agent = report.agent().value();
    agentVersion = report.agentVersion();
    generation = report.generation();
    at = report.at();
    receivedAt = report.receivedAt();
    return this;
  }

  HostReport toReport(List<ServedTarget> targets) {
    return new HostReport(new AgentId(agent), agentVersion, generation, at, receivedAt, targets);
  }
}
