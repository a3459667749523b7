package org.keyferry.repository.custody.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.Immutable;
import org.jspecify.annotations.NullUnmarked;
import org.keyferry.protocol.bundle.RepositoryId;
import org.keyferry.protocol.pki.Thumbprint;
import org.keyferry.repository.custody.FoundingRecord.Founding;

@Entity
@Immutable
@Table(name = "repository")
@NullUnmarked
class RepositoryRow {

  @Id
  @Column(name = "only_one")
  boolean onlyOne = true;

  UUID id;
  String root;

  @Column(name = "founded_at")
  Instant foundedAt;

  RepositoryRow take(Founding founding) {
    id = founding.id().value();
    root = founding.root().value();
    foundedAt = founding.at();
    return this;
  }

  Founding toFounding() {
    return new Founding(new RepositoryId(id), new Thumbprint(root), foundedAt);
  }
}
