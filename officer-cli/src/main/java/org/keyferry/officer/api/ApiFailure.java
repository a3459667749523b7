package org.keyferry.officer.api;

import org.keyferry.protocol.problem.ProblemDocument;

/// Why the repository did not do what it was asked. The message is a sentence for the officer.
public abstract sealed class ApiFailure extends RuntimeException {

  private ApiFailure(String sentence) {
    super(sentence);
  }

  private ApiFailure(String sentence, Throwable cause) {
    super(sentence, cause);
  }

  /// It was understood and refused.
  public static final class Refused extends ApiFailure {

    private final transient ProblemDocument problem;

    Refused(ProblemDocument problem) {
      super(problem.detail());
      this.problem = problem;
    }

    public ProblemDocument problem() {
      return problem;
    }
  }

  /// It did not take the officer's certificate: the TLS handshake ended with an alert.
  public static final class IdentityNotTaken extends ApiFailure {
    IdentityNotTaken(String sentence, Throwable cause) {
      super(sentence, cause);
    }
  }

  /// Nobody answers there, or somebody else does.
  public static final class Unreachable extends ApiFailure {
    Unreachable(String sentence, Throwable cause) {
      super(sentence, cause);
    }
  }

  /// Somebody answers who does not speak the officer API.
  public static final class NotUnderstood extends ApiFailure {
    NotUnderstood(String sentence) {
      super(sentence);
    }

    NotUnderstood(String sentence, Throwable cause) {
      super(sentence, cause);
    }
  }
}
