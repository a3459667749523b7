package org.keyferry.repository.issuance;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The CA did not do what it was asked. The message is a sentence for the officer who reads the
/// order; what the CA said stands in it in quotes, made printable.
public abstract sealed class AcmeFailure extends RuntimeException {

  private AcmeFailure(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /// It says no, and would say no again: the order has no future.
  public static final class Refused extends AcmeFailure {

    public Refused(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /// It cannot be reached, is not who it should be, or is too busy: later it may work.
  public static final class Unavailable extends AcmeFailure {

    private final Optional<Instant> retryAfter;
    private final boolean answered;

    public Unavailable(String message, Optional<Instant> retryAfter, Throwable cause) {
      this(message, retryAfter, false, cause);
    }

    /// @param answered whether the CA itself said so, by a problem document of ACME: it is up
    public Unavailable(
        String message, Optional<Instant> retryAfter, boolean answered, Throwable cause) {
      super(message, cause);
      this.retryAfter = retryAfter;
      this.answered = answered;
    }

    public boolean answered() {
      return answered;
    }

    public Optional<Instant> retryAfter() {
      return retryAfter;
    }
  }

  /// It was not asked, since it had asked for a pause that is not over.
  public static final class Paused extends AcmeFailure {

    private final Instant until;

    public Paused(String message, Instant until) {
      super(message, null);
      this.until = until;
    }

    public Instant until() {
      return until;
    }
  }
}
