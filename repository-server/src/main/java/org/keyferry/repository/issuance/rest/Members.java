package org.keyferry.repository.issuance.rest;

import java.util.function.Function;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.protocol.problem.ProblemException;
import org.keyferry.protocol.problem.ProblemType;

/// Turns members of a request into values, or names the one at fault.
final class Members {

  private Members() {}

  static <T> T value(String field, String text, Function<String, T> parser) {
    return value(ProblemType.VALUE_REJECTED, field, text, parser);
  }

  static <T> T value(ProblemType type, String field, String text, Function<String, T> parser) {
    try {
      return parser.apply(text);
    } catch (IllegalArgumentException rejected) {
      throw ProblemException.at(type, field, String.valueOf(rejected.getMessage()));
    }
  }

  static DisplayName name(String field, String text) {
    return value(field, text, DisplayName::new);
  }

  /// What is looked for by a name that cannot be one, does not exist.
  static DisplayName existing(String text) {
    try {
      return new DisplayName(text);
    } catch (IllegalArgumentException rejected) {
      throw new ProblemException(ProblemType.NOT_FOUND, String.valueOf(rejected.getMessage()));
    }
  }

  static int limit(int limit) {
    if (limit < 1 || limit > 500) {
      throw ProblemException.at(
          ProblemType.VALUE_REJECTED, "limit", "a page has 1 to 500 items, not " + limit);
    }
    return limit;
  }
}
