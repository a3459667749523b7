package org.keyferry.repository.agent.rest;

import java.util.function.Function;
import org.keyferry.protocol.problem.ProblemException;
import org.keyferry.protocol.problem.ProblemType;

/// Turns members of a request into values.
final class Members {

  private Members() {}

  /// @throws ProblemException VALUE_REJECTED that names the member
  static <T> T parse(String member, String text, Function<String, T> parser) {
    try {
      return parser.apply(text);
    } catch (IllegalArgumentException malformed) {
      throw ProblemException.at(
          ProblemType.VALUE_REJECTED, member, String.valueOf(malformed.getMessage()));
    }
  }
}
