package org.keyferry.repository.certificate.rest;

import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.protocol.problem.ProblemException;
import org.keyferry.protocol.problem.ProblemType;

/// Turns members of a request into values, or names the one at fault; for the edges of `issuance`
/// too.
public final class Members {

  private Members() {}

  public static <T> T value(String field, String text, Function<String, T> parser) {
    return value(ProblemType.VALUE_REJECTED, field, text, parser);
  }

  public static <T> T value(
      ProblemType type, String field, String text, Function<String, T> parser) {
    try {
      return parser.apply(text);
    } catch (IllegalArgumentException rejected) {
      throw ProblemException.at(type, field, String.valueOf(rejected.getMessage()));
    }
  }

  /// A value that has its type already, and a rule to meet.
  public static <T> T checked(String field, T value, Consumer<T> rule) {
    return value(
        ProblemType.VALUE_REJECTED,
        field,
        field,
        _ -> {
          rule.accept(value);
          return value;
        });
  }

  public static DisplayName name(String field, String text) {
    return value(field, text, DisplayName::new);
  }

  /// What is looked for by a name that cannot be one, does not exist.
  public static DisplayName existing(String text) {
    try {
      return new DisplayName(text);
    } catch (IllegalArgumentException rejected) {
      throw new ProblemException(ProblemType.NOT_FOUND, String.valueOf(rejected.getMessage()));
    }
  }

  public static Optional<DisplayName> after(@Nullable String text) {
    return Optional.ofNullable(text).map(each -> name("after", each));
  }

  /// What is changed keeps its name.
  public static void requireSame(String field, DisplayName inPath, DisplayName inBody) {
    if (!inPath.equals(inBody)) {
      throw ProblemException.at(
          ProblemType.VALUE_REJECTED, field, "it is " + inPath + " in the path: names stay");
    }
  }

  public static int limit(int limit) {
    if (limit < 1 || limit > 500) {
      throw ProblemException.at(
          ProblemType.VALUE_REJECTED, "limit", "a page has 1 to 500 items, not " + limit);
    }
    return limit;
  }
}
