package org.keyferry.repository.delivery.store;

import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.NullUnmarked;
import org.keyferry.protocol.bundle.AgentId;
import org.keyferry.protocol.bundle.CertificateId;
import org.keyferry.repository.audit.Actor;
import org.keyferry.repository.delivery.Grant;

@Entity
@Table(name = "delivery_grant")
@NullUnmarked
class GrantRow {

  @EmbeddedId Key key;
  Instant grantedAt;
  String grantedBy;

  GrantRow take(Grant grant) {
    key = Key.of(grant.key());
    grantedAt = grant.grantedAt();
    grantedBy = grant.grantedBy().value();
    return this;
  }

  Grant toGrant() {
    return new Grant(
        new AgentId(key.agent),
        new CertificateId(key.certificate),
        grantedAt,
        new Actor(grantedBy));
  }

  @Embeddable
  record Key(UUID agent, UUID certificate) {

    static Key of(Grant.Key key) {
      return new Key(key.agent().value(), key.certificate().value());
    }
  }
}
