package org.keyferry.repository.renewal.store;

import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.keyferry.repository.renewal.RenewalConfig;
import org.keyferry.repository.renewal.RenewalDesk;

/// The tick of renewal: on one replica at a time, and at once at the start of the first after a
/// standstill.
class RenewalTask {

  private final RenewalDesk desk;
  private final RenewalConfig config;

  RenewalTask(RenewalDesk desk, RenewalConfig config) {
    this.desk = desk;
    this.config = config;
  }

  @Produces
  @Singleton
  Task<Void> task() {
    return Tasks.recurring("renewal", FixedDelay.of(config.tick())).execute((_, _) -> planAllDue());
  }

  private void planAllDue() {
    var more = true;
    while (more) {
      more = desk.planDue();
    }
  }
}
