package org.keyferry.repository.delivery.store;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.NullUnmarked;
import org.keyferry.protocol.bundle.AgentId;
import org.keyferry.protocol.pki.Thumbprint;
import org.keyferry.repository.delivery.SignedManifest;

@Entity
@Table(name = "manifest")
@NullUnmarked
class ManifestRow {

  @Id UUID agent;
  String statement;
  String thumbprint;
  String content;
  Instant issuedAt;
  Instant freshUntil;

  ManifestRow take(SignedManifest manifest) {
    agent = manifest.agent().value();
    statement = manifest.statement();
    thumbprint = manifest.thumbprint().value();
    content = manifest.content().value();
    issuedAt = manifest.issuedAt();
    freshUntil = manifest.freshUntil();
    return this;
  }

  SignedManifest toManifest() {
    return new SignedManifest(
        new AgentId(agent),
        statement,
        new Thumbprint(thumbprint),
        new Thumbprint(content),
        issuedAt,
        freshUntil);
  }
}
