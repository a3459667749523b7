package org.keyferry.repository.renewal;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// Says when the next order of a certificate is due.
@ApplicationScoped
public class RenewalTimes {

  private static final Duration SHORT_LIFE = Duration.ofDays(10);
  private static final double JITTER = 0.02; // of the life, so that what was issued together parts
  private static final double MARGIN = 0.05; // of the life, to issue, fetch and install in
  private static final double EARLIEST = 0.1; // of the life: an outage that outlasts it is not met
  private static final Duration LEAST_AGE = Duration.ofHours(1);
  private static final int MOST_DOUBLINGS = 20;
  private static final int TRIES_IN_WHAT_REMAINS = 10;

  private final RenewalConfig config;
  private final RandomGenerator random;

  public RenewalTimes(RenewalConfig config, RandomGenerator random) {
    this.config = config;
    this.random = random;
  }

  /// Without a word of the CA: after a share of the life, what the policy says, else 2/3, or 1/2 of
  /// lives up to ten days; up to a fiftieth of the life sooner, and never later than [#latest].
  ///
  /// @param renewAfter what the policy says
  /// @param outage of the CAs that is to be survived
  public Instant after(Life life, Optional<Double> renewAfter, Optional<Duration> outage) {
    var usual = life.duration().compareTo(SHORT_LIFE) <= 0 ? 1.0 / 2 : 2.0 / 3;
    var jitter = life.part(JITTER * random.nextDouble());
    return earlier(life.at(renewAfter.orElse(usual)), latest(life, outage)).minus(jitter);
  }

  /// With a window of the CA: a random instant in it (RFC 9773 §4.2), or the share that the policy
  /// says, whichever is earlier; never later than [#latest]. What has passed is now.
  ///
  /// A CA whose windows have always passed already does not make the repository order without end:
  /// a certificate is an hour old, or has a tenth of its life behind it, before it is renewed.
  ///
  /// @param published when the certificate came
  public Instant within(
      Window window,
      Life life,
      Instant published,
      Optional<Double> renewAfter,
      Optional<Duration> outage,
      Instant now) {
    var width = Duration.between(window.start(), window.end()).toMillis();
    var chosen = window.start().plusMillis((long) (width * random.nextDouble()));
    var ours = renewAfter.map(_ -> after(life, renewAfter, outage)).orElse(chosen);
    var wanted = earlier(earlier(chosen, ours), latest(life, outage));
    return later(later(wanted, now), published.plus(shorter(LEAST_AGE, life.part(EARLIEST))));
  }

  /// The last moment: what is left of the life then outlasts the outage, and a twentieth of the
  /// life remains to issue and install in.
  public Instant latest(Life life, Optional<Duration> outage) {
    var needed = outage.orElse(Duration.ZERO).plus(life.part(MARGIN));
    return later(life.notAfter().minus(needed), life.at(EARLIEST));
  }

  /// After an order that came to nothing: a pause that doubles, up to the longest, and so short
  /// that several more attempts fit into what remains of the life.
  ///
  /// @param failures in a row, from 1
  /// @param notAfter of the certificate in force, if there is one
  public Instant afterFailure(Instant now, int failures, Optional<Instant> notAfter) {
    var doublings = Math.min(failures - 1, MOST_DOUBLINGS);
    var pause = config.firstRetry().multipliedBy(1L << doublings);
    var capped = shorter(shorter(pause, config.longestRetry()), longestThatFits(now, notAfter));
    return now.plusMillis((long) (capped.toMillis() * (0.9 + 0.2 * random.nextDouble())));
  }

  private Duration longestThatFits(Instant now, Optional<Instant> notAfter) {
    return notAfter
        .map(end -> Duration.between(now, end).dividedBy(TRIES_IN_WHAT_REMAINS))
        .map(part -> part.compareTo(config.firstRetry()) > 0 ? part : config.firstRetry())
        .orElse(config.longestRetry());
  }

  private static Instant earlier(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
