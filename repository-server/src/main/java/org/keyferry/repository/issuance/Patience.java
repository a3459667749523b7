package org.keyferry.repository.issuance;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// Says when to come back.
@ApplicationScoped
public class Patience {

  private static final int MOST_DOUBLINGS = 20;
  private static final double JITTER = 0.2;
  private static final int TRIES_LEFT = 20;
  private static final int SHORTEST_CAP = 12; // first pauses, a minute by default
  private static final int PART = 5;
  private static final int PART_IN_DANGER = 20;
  private static final Duration SHORTEST_SPREAD = Duration.ofMinutes(1);
  private static final Duration TURN_OF_THE_NEW = Duration.ofMinutes(10);

  private final IssuanceConfig config;
  private final RandomGenerator random;

  public Patience(IssuanceConfig config, RandomGenerator random) {
    this.config = config;
    this.random = random;
  }

  /// When to ask the CA again.
  ///
  /// @param retryAfter what the CA said; kept between the shortest and the longest wait, so never
  ///   too early unless the CA wants more than the longest
  public Instant pollAt(Instant now, Optional<Instant> retryAfter) {
    return clamp(now, retryAfter.orElse(now.plus(config.pollInterval())));
  }

  /// When to try a failed step again: after a pause that doubles with each failure, up to the
  /// longest, with a fifth of chance in both directions, and not before the CA wants it.
  ///
  /// @param failures including the one just now, from 1
  /// @param inForceUntil when the certificate expires that is to be followed: the pauses stay short
  ///   enough for [#TRIES_LEFT] more of them before that
  public Instant retryAt(
      Instant now, int failures, Optional<Instant> notBefore, Optional<Instant> inForceUntil) {
    var doublings = Math.min(failures - 1, MOST_DOUBLINGS);
    var longest =
        inForceUntil
            .map(until -> Duration.between(now, until).dividedBy(TRIES_LEFT))
            .map(share -> longer(share, config.firstRetry().multipliedBy(SHORTEST_CAP)))
            .map(share -> shorter(share, config.longestRetry()))
            .orElse(config.longestRetry());
    var pause = shorter(config.firstRetry().multipliedBy(1L << doublings), longest);
    var jitter = 1 + JITTER * (2 * random.nextDouble() - 1);
    var ours = now.plusMillis((long) (pause.toMillis() * jitter));
    return notBefore
        .map(theirs -> clamp(now, theirs))
        .filter(theirs -> theirs.isAfter(ours))
        .orElse(ours);
  }

  /// When to give an order up that the CA took just now.
  ///
  /// @param expires when the CA forgets it
  public Instant giveUpAt(Instant now, Optional<Instant> expires) {
    var ours = now.plus(config.deadline());
    return expires.filter(theirs -> theirs.isBefore(ours)).orElse(ours);
  }

  /// When an order that is held comes back: a random part of a share of the time that its
  /// certificate has left after `earliest`. So what was held together parts; where there are too
  /// few tokens for all, those get them that have no time left.
  public Instant spread(Instant now, Instant earliest, Standing standing) {
    var range = standing.inForce().map(life -> shareOf(now, standing, life));
    return earliest.plusMillis(
        (long) (range.orElse(SHORTEST_SPREAD).toMillis() * random.nextDouble()));
  }

  /// When an order comes back that its CA made wait until `earliest`, it and few others: up to as
  /// long again after that.
  public Instant soonAfter(Instant now, Instant earliest) {
    var waited = longer(Duration.between(now, earliest), SHORTEST_SPREAD);
    return earliest.plusMillis((long) (waited.toMillis() * random.nextDouble()));
  }

  /// For an order that another CA may take: `until`, but no later than when the certificate is in
  /// danger, and from then on again and again. Its own CA is not asked then.
  public Instant turn(Instant now, Instant until, Standing standing) {
    var sooner =
        standing.isInDanger(now)
            ? Optional.of(spread(now, now.plus(pauseInDanger(now, standing)), standing))
            : standing.dangerFrom();
    return sooner.filter(_ -> standing.issuers().size() > 1).filter(until::isAfter).orElse(until);
  }

  private static Duration pauseInDanger(Instant now, Standing standing) {
    return standing.inForce().map(life -> shareOf(now, standing, life)).orElse(TURN_OF_THE_NEW);
  }

  private static Duration shareOf(Instant now, Standing standing, Lifespan life) {
    var part = standing.isInDanger(now) ? PART_IN_DANGER : PART;
    return longer(Duration.between(now, life.notAfter()).dividedBy(part), SHORTEST_SPREAD);
  }

  private Instant clamp(Instant now, Instant wanted) {
    var earliest = now.plus(config.shortestWait());
    var latest = now.plus(config.longestWait());
    return wanted.isBefore(earliest) ? earliest : wanted.isAfter(latest) ? latest : wanted;
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? other : one;
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
