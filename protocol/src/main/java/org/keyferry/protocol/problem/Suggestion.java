package org.keyferry.protocol.problem;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/// What somebody may have meant who wrote a name that nobody knows.
public final class Suggestion {

  private static final int NEAR = 3; // letters

  private Suggestion() {}

  /// @return the known name from which the fewest letters differ, at most three and half of it
  public static Optional<String> nearestTo(String strange, Collection<String> known) {
    return known.stream()
        .filter(each -> distance(each, strange) <= Math.min(NEAR, each.length() / 2))
        .min(Comparator.comparingInt(each -> distance(each, strange)));
  }

  /// How many letters to change, add or remove (Levenshtein).
  private static int distance(String one, String other) {
    var previous = new int[other.length() + 1];
    Arrays.setAll(previous, each -> each);
    for (var i = 1; i <= one.length(); i++) {
      var row = new int[other.length() + 1];
      row[0] = i;
      for (var j = 1; j <= other.length(); j++) {
        var change = one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1;
        row[j] = Math.min(previous[j - 1] + change, Math.min(previous[j], row[j - 1]) + 1);
      }
      previous = row;
    }
    return previous[other.length()];
  }
}
