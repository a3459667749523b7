package org.keyferry.agent.cycle;

import java.time.Duration;

/// Lets time pass.
@FunctionalInterface
public interface Pause {

  void pause(Duration duration) throws InterruptedException;
}
