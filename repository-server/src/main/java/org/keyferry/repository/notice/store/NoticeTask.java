package org.keyferry.repository.notice.store;

import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.keyferry.repository.notice.NoticeConfig;
import org.keyferry.repository.notice.NoticeWorker;

/// The tick of the notices: on one replica at a time.
class NoticeTask {

  private final NoticeWorker worker;
  private final NoticeConfig config;

  NoticeTask(NoticeWorker worker, NoticeConfig config) {
    this.worker = worker;
    this.config = config;
  }

  @Produces
  @Singleton
  Task<Void> task() {
    return Tasks.recurring("notices", FixedDelay.of(config.tick()))
        .execute((_, _) -> worker.work());
  }
}
