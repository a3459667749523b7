package org.keyferry.repository.notice.store;

import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.NullUnmarked;
import org.keyferry.repository.notice.Condition;
import org.keyferry.repository.notice.OpenCondition;

@Entity
@Table(name = "open_condition")
@NullUnmarked
class ConditionRow {

  @EmbeddedId Key key;

  Instant since;
  String sentence;
  Instant toldAt;
  Instant seenAt;

  ConditionRow take(Condition condition, Instant now) {
    key = keyOf(condition);
    since = condition.since();
    toldAt = now;
    see(condition, now);
    return this;
  }

  void see(Condition condition, Instant now) {
    sentence = condition.sentence();
    seenAt = now;
  }

  OpenCondition toOpen() {
    return new OpenCondition(
        new Condition(Condition.Kind.parse(key.kind()), key.subject(), since, sentence),
        toldAt,
        seenAt);
  }

  static Key keyOf(Condition condition) {
    return new Key(condition.kind().toString(), condition.subject());
  }

  @Embeddable
  record Key(String kind, String subject) {}
}
