package org.keyferry.repository.agent.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.annotations.DynamicUpdate;
import org.jspecify.annotations.NullUnmarked;
import org.keyferry.protocol.bundle.AgentId;
import org.keyferry.protocol.pki.Bytes;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.protocol.pki.Thumbprint;
import org.keyferry.repository.agent.Agent;

@Entity
@DynamicUpdate
@Table(name = "agent")
@NullUnmarked
class AgentRow {

  @Id UUID id;
  String name;

  @Enumerated(EnumType.STRING)
  Agent.State state;

  int enrollment;

  @Column(name = "sealing_key")
  byte[] sealingKey;

  @Column(name = "enrolled_at")
  Instant enrolledAt;

  String identity;

  @Column(name = "identity_issued")
  Instant identityIssued;

  @Column(name = "identity_expires")
  Instant identityExpires;

  @Column(name = "previous_identity")
  String previousIdentity;

  String quarantine;

  @Column(name = "last_seen")
  Instant lastSeen;

  AgentRow take(Agent agent) {
    id = agent.id().value();
    name = agent.name().value();
    state = agent.state();
    enrollment = agent.enrollment();
    sealingKey = agent.sealingKey().toArray();
    enrolledAt = agent.enrolledAt();
    identity = agent.identity().value();
    identityIssued = agent.enrolledAt();
    identityExpires = agent.identityExpires();
    previousIdentity = agent.previousIdentity().map(Thumbprint::value).orElse(null);
    quarantine = agent.quarantine().orElse(null);
    lastSeen = agent.lastSeen().orElse(null);
    return this;
  }

  Agent toAgent() {
    return new Agent(
        new AgentId(id),
        new DisplayName(name),
        state,
        enrollment,
        Bytes.of(sealingKey),
        enrolledAt,
        identityExpires,
        new Thumbprint(identity),
        Optional.ofNullable(previousIdentity).map(Thumbprint::new),
        Optional.ofNullable(quarantine),
        Optional.ofNullable(lastSeen));
  }
}
