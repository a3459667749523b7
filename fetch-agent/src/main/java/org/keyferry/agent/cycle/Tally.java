package org.keyferry.agent.cycle;

import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// What happened so far on this host, counted since its logbook was begun.
///
/// @param rounds by how they ended: `ok`, or the word of a [Fault]
/// @param bundles that were fetched from the repository
/// @param failures rounds in a row that did not come to their end
public record Tally(SortedMap<String, Long> rounds, long bundles, long failures) {

  static final Tally NONE = new Tally(new TreeMap<>(), 0, 0);

  private static final String OK = "ok";

  public Tally {
    rounds = Collections.unmodifiableSortedMap(new TreeMap<>(rounds));
  }

  Tally after(Optional<Trouble> trouble, long fetched) {
    var more = new TreeMap<>(rounds);
    more.merge(trouble.map(each -> word(each.fault())).orElse(OK), 1L, Long::sum);
    return new Tally(more, bundles + fetched, trouble.isPresent() ? failures + 1 : 0);
  }

  /// Rounds that ended in every way there is, those that never did included.
  public Map<String, Long> roundsByEnd() {
    var all = new TreeMap<String, Long>();
    all.put(OK, 0L);
    for (var fault : Fault.values()) {
      all.put(word(fault), 0L);
    }
    all.putAll(rounds);
    return all;
  }

  static String word(Fault fault) {
    return fault.name().toLowerCase(Locale.ROOT);
  }
}
