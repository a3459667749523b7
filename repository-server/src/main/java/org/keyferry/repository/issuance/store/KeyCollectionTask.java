package org.keyferry.repository.issuance.store;

import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.keyferry.repository.issuance.KeyCollection;

/// Clears keys away that nothing came of: once an hour, on one replica at a time.
class KeyCollectionTask {

  private static final Duration PAUSE = Duration.ofHours(1);

  private final KeyCollection keys;

  KeyCollectionTask(KeyCollection keys) {
    this.keys = keys;
  }

  @Produces
  @Singleton
  Task<Void> task() {
    return Tasks.recurring("key-collection", FixedDelay.of(PAUSE)).execute((_, _) -> collectAll());
  }

  private void collectAll() {
    var more = true;
    while (more) {
      more = keys.collect() > 0;
    }
  }
}
