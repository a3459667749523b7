package org.keyferry.agent.cycle;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.keyferry.agent.connection.ConversationFailed;
import org.keyferry.protocol.bundle.RejectedStatement;

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

  /// @throws InterruptedException if the agent is to end: nothing new is begun
  void check() throws InterruptedException {
    if (isStopped()) {
      throw new InterruptedException("stopped");
    }
  }

  /// Does what waits for an answer and may be given up at any time.
  ///
  /// @throws InterruptedException if the agent is to end
  <T> T interrupting(Wait<T> wait)
      throws ConversationFailed, RejectedStatement, IOException, InterruptedException {
    T answer;
    beginWait();
    try {
      answer = wait.forAnswer();
    } finally {
      endWait();
    }
    check();
    return answer;
  }

  /// From now until [#endWait], [#stop] interrupts this thread: it waits for an answer.
  private synchronized void beginWait() throws InterruptedException {
    check();
    waiting = Thread.currentThread();
  }

  private synchronized void endWait() {
    waiting = null;
    if (isStopped()) {
      var _ = Thread.interrupted(); // the answer may have come at the same moment
    }
  }

  /// A conversation with the repository.
  @FunctionalInterface
  interface Wait<T> {
    T forAnswer() throws ConversationFailed, RejectedStatement, IOException, InterruptedException;
  }
}
