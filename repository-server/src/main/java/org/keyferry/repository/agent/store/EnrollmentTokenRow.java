package org.keyferry.repository.agent.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.NullUnmarked;
import org.keyferry.protocol.bundle.AgentId;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.protocol.pki.Thumbprint;
import org.keyferry.repository.agent.StoredEnrollmentToken;

@Entity
@Table(name = "enrollment_token")
@NullUnmarked
class EnrollmentTokenRow {

  @Id UUID id;

  @Column(name = "agent_name")
  String agentName;

  UUID keeps;

  String secret;

  @Column(name = "made_at")
  Instant madeAt;

  @Column(name = "expires_at")
  Instant expiresAt;

  @Column(name = "used_at")
  Instant usedAt;

  @Column(name = "identity_key")
  String identityKey;

  UUID agent;
  String identity;

  EnrollmentTokenRow take(StoredEnrollmentToken token) {
    id = token.id();
    agentName = token.agentName().value();
    keeps = token.keeps().map(AgentId::value).orElse(null);
    secret = token.secret().value();
    madeAt = token.made();
    expiresAt = token.expires();
    return this;
  }

  StoredEnrollmentToken toToken() {
    return new StoredEnrollmentToken(
        id,
        new DisplayName(agentName),
        Optional.ofNullable(keeps).map(AgentId::new),
        new Thumbprint(secret),
        madeAt,
        expiresAt,
        use());
  }

  /// A claim that was not settled is never seen: both are one transaction.
  private Optional<StoredEnrollmentToken.Use> use() {
    return usedAt == null || agent == null
        ? Optional.empty()
        : Optional.of(
            new StoredEnrollmentToken.Use(
                usedAt, new Thumbprint(identityKey), new AgentId(agent), identity));
  }
}
