package org.keyferry.repository.app;

/// The container must not start with what it found. (Quarkus has an exception for that, and
/// swallows it where the application runs by itself.)
public final class StartRefused extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final Reason reason;

  /// @param sentence for the one who started it; a stack trace would say nothing more
  StartRefused(Reason reason, String sentence) {
    super(sentence);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }

  /// Each has an exit code.
  public enum Reason {
    /// Database and token do not belong together.
    FOUNDING,
    /// The clock is behind what the repository has recorded.
    CLOCK
  }
}
