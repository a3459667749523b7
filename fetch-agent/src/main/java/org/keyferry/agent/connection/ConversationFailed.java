package org.keyferry.agent.connection;

import java.time.Duration;
import java.util.Optional;
import org.keyferry.protocol.pki.Printable;
import org.keyferry.protocol.problem.ProblemType;

/// The repository was asked and did not give what was asked for.
public abstract sealed class ConversationFailed extends Exception {

  private ConversationFailed(String message, Throwable cause) {
    super(message, cause);
  }

  private ConversationFailed(String message) {
    super(message);
  }

  /// For people: what happened, and why.
  public String sentence() {
    return String.valueOf(getMessage());
  }

  /// Nobody answered, or the connection broke. Worth trying again later.
  public static final class Unreachable extends ConversationFailed {

    public Unreachable(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /// Somebody answered who is not the repository that this host trusts.
  public static final class Distrusted extends ConversationFailed {

    public Distrusted(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /// Somebody answered whose certificate is not good at this time, as the clock of this host has
  /// it.
  public static final class Untimely extends ConversationFailed {

    public Untimely(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /// Whoever should sign for this host does not: nothing was asked.
  public static final class Unsigned extends ConversationFailed {

    public Unsigned(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /// The answer is not what the protocol says.
  public static final class Unintelligible extends ConversationFailed {

    public Unintelligible(String message) {
      super(message);
    }
  }

  /// The repository said no.
  public static final class Refused extends ConversationFailed {

    private final int status;
    private final Optional<ProblemType> type;
    private final Optional<Duration> retryAfter;

    /// @param type empty for one that this release does not know
    /// @param retryAfter how long the repository wants to be left alone, if it says so
    Refused(int status, Optional<ProblemType> type, String detail, Optional<Duration> retryAfter) {
      super("the repository refused (" + status + "): " + Printable.of(detail));
      this.status = status;
      this.type = type;
      this.retryAfter = retryAfter;
    }

    public Optional<ProblemType> type() {
      return type;
    }

    public Optional<Duration> retryAfter() {
      return retryAfter;
    }

    public boolean is(ProblemType expected) {
      return type.filter(expected::equals).isPresent();
    }

    /// Whether the same request may be granted later (RFC 9110 §15.6, RFC 6585 §4).
    public boolean isTransient() {
      return status >= 500 || status == 429;
    }
  }
}
