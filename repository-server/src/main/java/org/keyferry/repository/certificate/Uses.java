package org.keyferry.repository.certificate;

import static java.util.stream.Collectors.joining;

import java.util.List;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.protocol.problem.ProblemException;
import org.keyferry.protocol.problem.ProblemType;

/// What keeps a thing from being removed.
final class Uses {

  /// How many are named; one more is asked for, to know whether there are others.
  static final int MOST_NAMED = 5;

  private Uses() {}

  /// @param what such as `policy`, in the plural
  /// @param users at most [#MOST_NAMED] and one
  /// @throws ProblemException STATE_CONFLICT that names them, if there are any
  static void refuse(String thing, String what, List<DisplayName> users) {
    if (!users.isEmpty()) {
      throw new ProblemException(
          ProblemType.STATE_CONFLICT,
          thing
              + " is used by the "
              + what
              + " "
              + users.stream().limit(MOST_NAMED).map(DisplayName::value).collect(joining(", "))
              + (users.size() > MOST_NAMED ? " and others" : ""));
    }
  }
}
