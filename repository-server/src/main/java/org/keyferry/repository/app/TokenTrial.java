package org.keyferry.repository.app;

/// Opens the token and tries it out in a process of its own, as a server would that starts now.
@FunctionalInterface
public interface TokenTrial {

  Result run() throws InterruptedException;

  /// What came of it.
  enum Result {
    SUCCEEDED,
    FAILED,
    /// It was tried once, and is not to be tried again.
    PIN_REFUSED
  }
}
