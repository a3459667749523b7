package org.keyferry.testkit;

import java.time.Duration;
import java.util.List;

/// A clock that is off, for the programs that are started by way of it, and for nobody else. A
/// library of our own, compiled from `wrong-clock.c`.
public final class WrongClock implements AutoCloseable {

  private final CompiledLibrary library;

  private WrongClock(CompiledLibrary library) {
    this.library = library;
  }

  public static WrongClock build() {
    return new WrongClock(CompiledLibrary.of("wrong-clock").compile());
  }

  /// What comes before a command whose clock is to be ahead; behind, if negative.
  public List<String> ahead(Duration by) {
    return List.of("env", "LD_PRELOAD=" + library.path(), "CLOCK_OFF_BY=" + by.toSeconds());
  }

  @Override
  public void close() {
    library.close();
  }
}
