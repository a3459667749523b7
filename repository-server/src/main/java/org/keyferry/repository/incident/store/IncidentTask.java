package org.keyferry.repository.incident.store;

import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.keyferry.repository.incident.IncidentConfig;
import org.keyferry.repository.incident.IncidentWorker;

/// The tick of incidents: on one replica at a time.
class IncidentTask {

  private final IncidentWorker worker;
  private final IncidentConfig config;

  IncidentTask(IncidentWorker worker, IncidentConfig config) {
    this.worker = worker;
    this.config = config;
  }

  @Produces
  @Singleton
  Task<Void> task() {
    return Tasks.recurring("incident", FixedDelay.of(config.tick()))
        .execute((_, _) -> worker.work());
  }
}
