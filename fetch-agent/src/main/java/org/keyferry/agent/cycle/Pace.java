package org.keyferry.agent.cycle;

import java.time.Duration;
import java.util.random.RandomGenerator;

/// How long to pause between two rounds.
///
/// The repository holds a request until there is news, so there is no pause after a round that went
/// well. After one that did not, or that was answered too soon, the pause grows. Where thousands of
/// hosts lose the repository at one moment, because it restarts, or find it again, each draws its
/// time from a whole poll: together they are no more than they are on any other day.
final class Pace {

  /// A request that was answered sooner was not held.
  private static final Duration HELD = Duration.ofSeconds(1);

  private final BackOff backOff;
  private final Duration spread;
  private final RandomGenerator random;

  private int failures;
  private int hurries;

  Pace(Settings.Poll poll, RandomGenerator random) {
    this.backOff = new BackOff(poll.firstBackOff(), poll.longestBackOff(), random);
    this.spread =
        poll.longPoll().compareTo(poll.longestBackOff()) < 0
            ? poll.longPoll()
            : poll.longestBackOff();
    this.random = random;
  }

  /// @param asked how long the repository might have held the request
  /// @param took how long the round took
  Duration afterSuccess(Duration asked, Duration took) {
    var recovering = failures > 0;
    failures = 0;
    if (!asked.isZero() && took.compareTo(asked.dividedBy(2)) >= 0) {
      hurries = 0;
      return Duration.ZERO;
    }
    hurries++;
    return recovering ? somewhereIn(spread) : backOff.after(hurries);
  }

  /// As [#afterSuccess].
  Duration afterFailure(Duration asked, Duration took) {
    hurries = 0;
    failures++;
    var cutOff = failures == 1 && !asked.isZero() && took.compareTo(HELD) >= 0;
    return cutOff ? somewhereIn(spread) : backOff.after(failures);
  }

  private Duration somewhereIn(Duration whole) {
    return Duration.ofMillis(random.nextLong(whole.toMillis() + 1));
  }
}
