package org.keyferry.repository.simulation;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.keyferry.testkit.acme.Trouble;

/// A Retry-After as a CA may say it (RFC 9110 §10.2.3).
///
/// @param value of the header
/// @param date of the answer, by the clock of the CA
/// @param asked by it; empty if it is no time, or one that has passed
record RetryWish(String value, String date, Optional<Duration> asked) {

  /// What a client must wait for: nobody is believed who wants more than a day.
  static final Duration LONGEST = Duration.ofDays(1);

  /// How far the clock of a CA is ahead.
  private static final Duration AHEAD = Duration.ofMinutes(7);

  private static final int FORMS = 13;

  static RetryWish sensible(Duration pause, Instant now, RandomGenerator random) {
    return random.nextBoolean() ? seconds(pause, now) : date(pause, now);
  }

  /// Each in its turn: hours, a day, a month, a year, for ever, and what makes no sense.
  static RetryWish absurd(int turn, Instant now) {
    return switch (turn % FORMS) {
      case 0 -> date(Duration.ofHours(6), now);
      case 1 -> seconds(Duration.ofDays(1), now);
      case 2 -> date(Duration.ofDays(365), now);
      case 3 -> date(Duration.ofDays(-1), now);
      case 4 -> seconds(Duration.ofHours(3), now);
      case 5 -> seconds(Duration.ofDays(30), now);
      case 6 -> new RetryWish("soon", said(now), Optional.empty());
      case 7 -> date(Duration.ofHours(23), now);
      case 8 -> endless("99999999999999999999", now);
      case 9 -> new RetryWish("0", said(now), Optional.empty());
      case 10 -> endless("Fri, 31 Dec 9999 23:59:59 GMT", now);
      case 11 -> new RetryWish("Thu, 01 Jan 1970 00:00:00 GMT", said(now), Optional.empty());
      default -> new RetryWish("-5", said(now), Optional.empty());
    };
  }

  /// When the next request may come.
  Optional<Instant> binds(Instant now) {
    return asked.map(
        pause -> now.plus(List.of(pause, LONGEST).stream().min(Duration::compareTo).orElseThrow()));
  }

  private static RetryWish seconds(Duration pause, Instant now) {
    return new RetryWish(Long.toString(pause.toSeconds()), said(now), Optional.of(pause));
  }

  private static RetryWish date(Duration pause, Instant now) {
    return new RetryWish(
        said(now.plus(pause)), said(now), Optional.of(pause).filter(Duration::isPositive));
  }

  private static RetryWish endless(String value, Instant now) {
    return new RetryWish(value, said(now), Optional.of(Duration.ofDays(36_500)));
  }

  private static String said(Instant moment) {
    return Trouble.httpDate(moment.plus(AHEAD));
  }
}
