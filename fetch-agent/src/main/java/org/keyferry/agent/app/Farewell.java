package org.keyferry.agent.app;

import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.keyferry.agent.cycle.StopSignal;

/// At a signal, an installation that is under way comes to its end first. Quarkus would take down
/// its parts at once, and the log with them: nobody would read what became of it.
@Singleton
class Farewell {

  private static final int LONGEST = 60;

  private final StopSignal stop;
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile boolean begun;

  Farewell(StopSignal stop) {
    this.stop = stop;
  }

  /// From now on there is something to wait for.
  void begun() {
    begun = true;
  }

  /// The command came to its end.
  void ended() {
    ended.countDown();
  }

  void await(@Observes ShutdownEvent event) {
    stop.stop();
    if (!begun) {
      return;
    }
    try {
      var _ = ended.await(LONGEST, TimeUnit.SECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
