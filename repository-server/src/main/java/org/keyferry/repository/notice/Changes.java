package org.keyferry.repository.notice;

import static java.util.stream.Collectors.toSet;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// What began and what ended since the last look. A condition ends when it was not found for a
/// while, so that one which comes and goes is told once.
///
/// @param begun the worst first
/// @param ended the worst first
record Changes(List<Condition> begun, List<Condition> ended) {

  static final Duration SETTLED = Duration.ofMinutes(10);

  static Changes between(List<OpenCondition> open, List<Condition> found, Instant now) {
    var known = open.stream().map(each -> each.condition().key()).collect(toSet());
    var present = found.stream().map(Condition::key).collect(toSet());
    return new Changes(
        found.stream()
            .filter(each -> !known.contains(each.key()))
            .sorted(Condition.BY_WEIGHT)
            .toList(),
        open.stream()
            .filter(each -> !present.contains(each.condition().key()))
            .filter(each -> !each.seenAt().plus(SETTLED).isAfter(now))
            .map(OpenCondition::condition)
            .sorted(Condition.BY_WEIGHT)
            .toList());
  }

  boolean isEmpty() {
    return begun.isEmpty() && ended.isEmpty();
  }
}
