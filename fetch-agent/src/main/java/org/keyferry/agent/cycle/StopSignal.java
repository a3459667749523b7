package org.keyferry.agent.cycle;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Says that the agent is to end. Ends waits at once, and lets an installation come to its end.
public final class StopSignal {

  private final CountDownLatch stopped = new CountDownLatch(1);
  private @Nullable Thread waiting;

  /// May be called from any thread, more than once.
  public synchronized void stop() {
    stopped.countDown();
    if (waiting != null) {
      waiting.interrupt();
    }
  }

  public boolean isStopped() {
    return stopped.getCount() == 0;
  }

  /// Returns after the time, or as soon as the agent is to end.
  void await(Duration duration) throws InterruptedException {
    var _ = stopped.await(duration.toMillis(), TimeUnit.MILLISECONDS);
  }

  /// From now until [#endWait], [#stop] interrupts this thread: it waits for an answer.
  synchronized void beginWait() throws InterruptedException {
    if (isStopped()) {
      throw new InterruptedException("stopped");
    }
    waiting = Thread.currentThread();
  }

  synchronized void endWait() {
    waiting = null;
  }
}
