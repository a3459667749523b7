package org.keyferry.officer.cli;

import java.time.Duration;

/// Lets time pass until it is worth asking again.
@FunctionalInterface
public interface Patience {
  void pause(Duration time) throws InterruptedException;
}
