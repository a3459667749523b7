package org.keyferry.repository.notice;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/// A notice, for tests.
public final class AnyNotice {

  public static final Instant NOON = Instant.parse("2026-11-25T12:00:00Z");

  private AnyNotice() {}

  public static Notice ofOneCondition() {
    return new Notice(
        new UUID(0, 7),
        NOON,
        Notice.Occasion.CHANGE,
        List.of(
            new Condition(
                Condition.Kind.DRIFT, "www on web1", NOON.minusSeconds(7200), "behind: it waits")),
        List.of(),
        List.of());
  }
}
