package org.keyferry.agent.cycle;

import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// How long to pause between two rounds.
///
/// The repository holds a request until there is news, so there is no pause after a round that went
/// well. After one that did not, or that was answered too soon, the pause grows. Where thousands of
/// hosts lose the repository at one moment, because it restarts, each draws its time from a whole
/// poll, and is in no hurry afterwards either: a server that is back has thousands of connections
/// to make, and each that it does not make in time comes again. Where they find it again within one
/// poll, and all have their news at once, the next poll of each follows when most of the others
/// have been there. Who was asked to wait (RFC 9110 §10.2.3) waits as long, and up to as long
/// again, but no more than a poll.
public final class Pace {

  /// A request that was answered sooner was not held.
  private static final Duration HELD = Duration.ofSeconds(1);

  private final BackOff backOff;
  private final Duration spread;
  private final RandomGenerator random;

  private int failures;
  private int hurries;
  private boolean cutOff;

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
    return recovering ? secondHalfOf(spread) : backOff.after(hurries);
  }

  /// As [#afterSuccess].
  ///
  /// @param retryAfter how long the repository wants to be left alone, if it said so
  public Duration afterFailure(Duration asked, Duration took, Optional<Duration> retryAfter) {
    hurries = 0;
    failures++;
    if (failures == 1) {
      cutOff = !asked.isZero() && took.compareTo(HELD) >= 0;
    }
    var own = cutOff ? pauseOfOneOfMany() : backOff.after(failures);
    return retryAfter.map(pause -> longer(own, pause.plus(chanceBeside(pause)))).orElse(own);
  }

  /// The others were cut off at the same moment: whoever asked again soon would be one of all.
  private Duration pauseOfOneOfMany() {
    return failures == 1 ? somewhereIn(spread) : secondHalfOf(spread);
  }

  /// Others were asked to wait for as long.
  private Duration chanceBeside(Duration pause) {
    return somewhereIn(pause.compareTo(spread) < 0 ? pause : spread);
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) > 0 ? one : other;
  }

  private Duration secondHalfOf(Duration whole) {
    var half = whole.dividedBy(2);
    return half.plus(somewhereIn(half));
  }

  private Duration somewhereIn(Duration whole) {
    return Duration.ofMillis(random.nextLong(whole.toMillis() + 1));
  }
}
