package org.keyferry.repository.renewal.store;

import com.github.kagkarlsson.scheduler.task.ExecutionComplete;
import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import com.github.kagkarlsson.scheduler.task.schedule.Schedule;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;
import org.keyferry.repository.renewal.RenewalConfig;
import org.keyferry.repository.renewal.RenewalDesk;
import org.keyferry.repository.renewal.RenewalInquiry;

/// The ticks of renewal: each on one replica at a time, and at once at the start of the first after
/// a standstill.
class RenewalTask {

  private final RenewalDesk desk;
  private final RenewalInquiry inquiry;
  private final RenewalConfig config;

  RenewalTask(RenewalDesk desk, RenewalInquiry inquiry, RenewalConfig config) {
    this.desk = desk;
    this.inquiry = inquiry;
    this.config = config;
  }

  @Produces
  @Singleton
  Task<Void> orders() {
    return Tasks.recurring("renewal", new Tick(desk::tick)).execute((_, _) -> planAllDue());
  }

  @Produces
  @Singleton
  Task<Void> windows() {
    return Tasks.recurring("renewal-windows", FixedDelay.of(config.tick()))
        .execute((_, _) -> inquiry.inquire());
  }

  private void planAllDue() {
    var more = true;
    while (more) {
      more = desk.planDue();
    }
  }

  /// A pause that is asked for at the end of each execution.
  private record Tick(Supplier<Duration> pause) implements Schedule {

    @Override
    public Instant getInitialExecutionTime(Instant now) {
      return now;
    }

    @Override
    public Instant getNextExecutionTime(ExecutionComplete complete) {
      return complete.getTimeDone().plus(pause.get());
    }

    @Override
    public boolean isDeterministic() {
      return false;
    }
  }
}
