package org.keyferry.testkit.acme;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Every request that came, with its time. Safe to share between threads.
public final class RequestRecord {

  private final List<Entry> entries = new ArrayList<>();

  /// @param at when it came
  /// @param answeredAt when the answer was out
  /// @param what method and path
  /// @param status of the answer
  /// @param closedUntil before which the answer asked nobody to come
  public record Entry(
      Instant at, Instant answeredAt, String what, int status, Optional<Instant> closedUntil) {}

  synchronized void add(Entry entry) {
    entries.add(entry);
  }

  public synchronized List<Entry> entries() {
    return List.copyOf(entries);
  }

  /// How many requests have these words in method and path.
  public long count(String words) {
    return entries().stream().filter(each -> each.what().contains(words)).count();
  }

  /// How many answers asked to come later.
  public long refusals() {
    return entries().stream().filter(each -> each.closedUntil().isPresent()).count();
  }

  /// Requests that came before an earlier answer wanted one.
  ///
  /// @param crossing how long before, at most, the answer had left when they came: such requests
  ///   may have crossed it on the way, so they are not counted
  public List<Entry> early(Duration crossing) {
    var all = entries();
    var early = new ArrayList<Entry>();
    for (var later = 0; later < all.size(); later++) {
      var request = all.get(later);
      if (all.subList(0, later).stream().anyMatch(answer -> forbids(answer, request, crossing))) {
        early.add(request);
      }
    }
    return early;
  }

  private static boolean forbids(Entry answer, Entry request, Duration crossing) {
    return answer.closedUntil().filter(until -> request.at().isBefore(until)).isPresent()
        && !request.at().isBefore(answer.answeredAt().plus(crossing));
  }
}
