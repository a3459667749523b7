package org.keyferry.repository.delivery.store;

import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.Immutable;
import org.jspecify.annotations.NullUnmarked;
import org.keyferry.protocol.bundle.AgentId;
import org.keyferry.protocol.bundle.CertificateId;
import org.keyferry.protocol.bundle.Version;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.protocol.pki.Thumbprint;
import org.keyferry.repository.delivery.SealedBundle;

@Entity
@Immutable
@Table(name = "bundle")
@NullUnmarked
class BundleRow {

  @EmbeddedId Key key;
  String name;
  String statement;
  String thumbprint;
  Instant sealedAt;

  SealedBundle toBundle() {
    return new SealedBundle(
        new AgentId(key.agent),
        key.enrollment,
        new CertificateId(key.certificate),
        new DisplayName(name),
        new Version(key.epoch, key.counter),
        statement,
        new Thumbprint(thumbprint),
        sealedAt);
  }

  @Embeddable
  record Key(UUID agent, UUID certificate, int epoch, long counter, int enrollment) {}
}
