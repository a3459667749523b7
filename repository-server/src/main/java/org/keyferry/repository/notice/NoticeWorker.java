package org.keyferry.repository.notice;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import java.time.InstantSource;

/// The loop: look at everything, tell what changed, send what waits.
@ApplicationScoped
public class NoticeWorker {

  private final Instance<ConditionSource> sources;
  private final NoticeDesk desk;
  private final NoticeCourier courier;
  private final InstantSource clock;

  NoticeWorker(
      @Any Instance<ConditionSource> sources,
      NoticeDesk desk,
      NoticeCourier courier,
      InstantSource clock) {
    this.sources = sources;
    this.desk = desk;
    this.courier = courier;
    this.clock = clock;
  }

  /// One round. A source that fails keeps the others from being told wrong things: nothing is noted
  /// as ended because nobody could look.
  public void work() {
    var now = clock.instant();
    try {
      desk.note(sources.stream().flatMap(each -> each.find(now).stream()).toList());
    } finally {
      courier.deliver();
    }
  }
}
