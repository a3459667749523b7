package org.keyferry.repository.agent.rest;

import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.keyferry.protocol.problem.ProblemException;
import org.keyferry.protocol.problem.ProblemType;

/// Turns members of a request into values; for the edges of later packages too.
public final class Members {

  private Members() {}

  /// @throws ProblemException VALUE_REJECTED that names the member
  public static <T> T parse(String member, String text, Function<String, T> parser) {
    try {
      return parser.apply(text);
    } catch (IllegalArgumentException malformed) {
      throw ProblemException.at(
          ProblemType.VALUE_REJECTED, member, String.valueOf(malformed.getMessage()));
    }
  }

  /// As [#parse], if it is there.
  public static <T> Optional<T> parseIfPresent(
      String member, @Nullable String text, Function<String, T> parser) {
    return Optional.ofNullable(text).map(present -> parse(member, present, parser));
  }
}
