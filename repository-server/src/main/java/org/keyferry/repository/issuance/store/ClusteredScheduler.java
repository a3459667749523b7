package org.keyferry.repository.issuance.store;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerBuilder;
import com.github.kagkarlsson.scheduler.SchedulerName;
import com.github.kagkarlsson.scheduler.task.OnStartup;
import com.github.kagkarlsson.scheduler.task.Task;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import javax.sql.DataSource;

/// Takes what is due from the table that all replicas share, each piece on one replica at a time,
/// and works on it: orders, and whatever else other packages make a task of.
@ApplicationScoped
class ClusteredScheduler {

  private static final int MISSED_HEARTBEATS = 4; // the fewest that db-scheduler takes

  private final Scheduler scheduler;

  ClusteredScheduler(
      DataSource database,
      @Any Instance<Task<Void>> tasks,
      SchedulerConfig config,
      InstantSource clock,
      Supplier<UUID> ids) {
    this.scheduler =
        new Builder(database, tasks.stream().toList())
            .clock(clock::instant)
            .schedulerName(new SchedulerName.Fixed(ids.get().toString()))
            .serializer(new NoTaskData())
            .threads(config.workers())
            .pollingInterval(config.poll())
            .pollUsingLockAndFetch(0.5, 1.0)
            .heartbeatInterval(config.heartbeat())
            .missedHeartbeatsLimit(MISSED_HEARTBEATS)
            .shutdownMaxWait(config.stop())
            .build();
  }

  void start(@Observes StartupEvent event) {
    scheduler.start();
  }

  void look(@Observes(during = TransactionPhase.AFTER_SUCCESS) WorkAdded added) {
    scheduler.triggerCheckForDueExecutions();
  }

  void stop(@Observes ShutdownEvent event) {
    scheduler.stop();
  }

  /// Starts all tasks that want to be started with the scheduler, whatever their class.
  private static final class Builder extends SchedulerBuilder {

    Builder(DataSource database, List<Task<Void>> tasks) {
      super(database, List.copyOf(tasks));
      tasks.stream()
          .filter(OnStartup.class::isInstance)
          .map(OnStartup.class::cast)
          .forEach(startTasks::add);
    }
  }
}
