package org.keyferry.repository.incident.store;

import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.keyferry.repository.incident.IncidentConfig;
import org.keyferry.repository.incident.RevocationWorker;

/// The tick of revocations: on one replica at a time.
class RevocationTask {

  private final RevocationWorker worker;
  private final IncidentConfig config;

  RevocationTask(RevocationWorker worker, IncidentConfig config) {
    this.worker = worker;
    this.config = config;
  }

  @Produces
  @Singleton
  Task<Void> task() {
    return Tasks.recurring("revocation", FixedDelay.of(config.tick()))
        .execute((_, _) -> worker.work());
  }
}
