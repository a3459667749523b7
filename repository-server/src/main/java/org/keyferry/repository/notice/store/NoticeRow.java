package org.keyferry.repository.notice.store;

import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.NullUnmarked;

@Entity
@Table(name = "waiting_notice")
@NullUnmarked
class NoticeRow {

  @EmbeddedId Key key;
  String document;
  int attempts;
  Instant nextAttempt;
  String lastError;

  NoticeRow take(Key theKey, String theDocument, Instant at) {
    key = theKey;
    document = theDocument;
    nextAttempt = at;
    return this;
  }

  @Embeddable
  record Key(UUID notice, String channel) {}
}
