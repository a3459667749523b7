package org.keyferry.agent.cycle;

import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// How long to pause between two rounds.
///
/// The repository holds a request until there is news, so there is no pause after a round that went
/// well. After one that did not, or that was answered too soon, the pause grows. Where thousands of
/// hosts lose the repository at one moment, because it restarts, each draws its time from a whole
/// poll. Where they find it again within one poll, and all have their news at once, the next poll
/// of each follows when most of the others have been there. Who was asked to wait (RFC 9110
/// §10.2.3) waits as long, and a little more of its own.
public final class Pace {

  /// A request that was answered sooner was not held.
  private static final Duration HELD = Duration.ofSeconds(1);

  private final BackOff backOff;
  private final Duration spread;
  private final RandomGenerator random;

  private int failures;
  private int hurries;

  public Pace(Settings.Poll poll, RandomGenerator random) {
    this.backOff = new BackOff(poll.firstBackOff(), poll.longestBackOff(), random);
    this.spread =
        poll.longPoll().compareTo(poll.longestBackOff()) < 0
            ? poll.longPoll()
            : poll.longestBackOff();
    this.random = random;
  }

  /// @param asked how long the repository might have held the request
  /// @param took how long the round took
  public Duration afterSuccess(Duration asked, Duration took) {
    var recovering = failures > 0;
    failures = 0;
    if (!asked.isZero() && took.compareTo(asked.dividedBy(2)) >= 0) {
      hurries = 0;
      return Duration.ZERO;
    }
    hurries++;
    var half = spread.dividedBy(2);
    return recovering ? half.plus(somewhereIn(half)) : backOff.after(hurries);
  }

  /// As [#afterSuccess].
  ///
  /// @param retryAfter how long the repository wants to be left alone, if it said so
  public Duration afterFailure(Duration asked, Duration took, Optional<Duration> retryAfter) {
    hurries = 0;
    failures++;
    var cutOff = failures == 1 && !asked.isZero() && took.compareTo(HELD) >= 0;
    var own = cutOff ? somewhereIn(spread) : backOff.after(failures);
    return retryAfter.map(pause -> longer(own, pause.plus(somewhereIn(pause)))).orElse(own);
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) > 0 ? one : other;
  }

  private Duration somewhereIn(Duration whole) {
    return Duration.ofMillis(random.nextLong(whole.toMillis() + 1));
  }
}
