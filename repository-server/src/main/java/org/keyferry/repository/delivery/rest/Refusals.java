package org.keyferry.repository.delivery.rest;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.keyferry.custody.CustodyFailure;
import org.keyferry.protocol.problem.ProblemException;
import org.keyferry.protocol.problem.ProblemType;

/// What a failure means to an agent.
final class Refusals {

  private static final int DEEPEST = 20;

  private Refusals() {}

  static ProblemException of(Throwable failure) {
    @Nullable Throwable each = failure;
    for (var depth = 0; each != null && depth < DEEPEST; depth++) {
      switch (each) {
        case ProblemException refusal -> {
          return refusal;
        }
        case CustodyFailure _ -> {
          return new ProblemException(
              ProblemType.TOKEN_UNAVAILABLE, "the HSM does not answer: try again later");
        }
        case SQLException _ -> {
          return new ProblemException(
              ProblemType.DATABASE_UNAVAILABLE, "the database does not answer: try again later");
        }
        default -> {
          // what caused it may say more
        }
      }
      each = each.getCause();
    }
    return new ProblemException(
        ProblemType.INTERNAL_ERROR, "the fault is in the repository's log; trying again may help");
  }
}
