package org.keyferry.repository.issuance.store;

import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;

/// Clears the rows of full buckets away: once an hour, on one replica at a time.
class BucketCollectionTask {

  private static final Duration PAUSE = Duration.ofHours(1);
  private static final int AT_ONCE = 1000;

  private final PostgresTokenBuckets buckets;

  BucketCollectionTask(PostgresTokenBuckets buckets) {
    this.buckets = buckets;
  }

  @Produces
  @Singleton
  Task<Void> task() {
    return Tasks.recurring("bucket-collection", FixedDelay.of(PAUSE))
        .execute((_, _) -> collectAll());
  }

  private void collectAll() {
    var more = true;
    while (more) {
      more = buckets.removeFull(AT_ONCE) > 0;
    }
  }
}
