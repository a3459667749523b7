package org.keyferry.repository.certificate.rest;

import java.util.Arrays;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.keyferry.protocol.pki.Thumbprint;
import org.keyferry.protocol.problem.ProblemException;
import org.keyferry.protocol.problem.ProblemType;

/// What a thing is now, so that whoever changes it can say what it is that they change (RFC 9110
/// §8.8.3).
public final class EntityTags {

  private static final String WHATEVER = "*";

  private EntityTags() {}

  /// @param view all of the thing that can be changed: texts, numbers, and lists of them
  public static String of(Record view) {
    return '"' + Thumbprint.of(view.toString()).value() + '"';
  }

  /// RFC 9110 §13.1.1. The comparison is strong, so a weak tag is none of ours.
  ///
  /// @param ifMatch the header, or null if there was none
  /// @return whether a view is one of those that were named
  /// @throws ProblemException PRECONDITION_REQUIRED if none was named
  public static Predicate<Record> namedIn(@Nullable String ifMatch) {
    if (ifMatch == null) {
      throw new ProblemException(
          ProblemType.PRECONDITION_REQUIRED,
          "say by If-Match which state is changed: the ETag that GET gave");
    }
    var tags = Arrays.stream(ifMatch.split(",", -1)).map(String::strip).toList();
    return view -> tags.contains(WHATEVER) || tags.contains(of(view));
  }
}
