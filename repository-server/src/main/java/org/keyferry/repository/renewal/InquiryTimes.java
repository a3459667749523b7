package org.keyferry.repository.renewal;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// Says when a CA is asked again when it wants a certificate renewed (RFC 9773 §4.3).
@ApplicationScoped
public class InquiryTimes {

  // RFC 9773 §4.3: "values under one minute could be treated as if they were one minute, and values
  // over one day could be treated as if they were one day"
  private static final Duration SHORTEST = Duration.ofMinutes(1);
  private static final Duration LONGEST = Duration.ofDays(1);
  private static final Duration USUAL = Duration.ofHours(6);
  private static final Duration AFTER_A_FAILURE = Duration.ofHours(1);
  private static final double JITTER = 0.1;

  private final RandomGenerator random;

  public InquiryTimes(RandomGenerator random) {
    this.random = random;
  }

  /// After an answer: when the CA said.
  public Instant afterAnswer(Instant now, Optional<Instant> retryAfter) {
    var wanted = retryAfter.orElse(now.plus(USUAL));
    if (wanted.isBefore(now.plus(SHORTEST))) {
      return now.plus(SHORTEST);
    }
    return wanted.isAfter(now.plus(LONGEST)) ? now.plus(LONGEST) : wanted;
  }

  /// The CA knows nothing of the certificate.
  public Instant afterNothing(Instant now) {
    return jittered(now, LONGEST);
  }

  /// The CA could not be asked.
  ///
  /// @param notBefore when it wants to be asked again, if it said so
  public Instant afterFailure(Instant now, Optional<Instant> notBefore) {
    var ours = jittered(now, AFTER_A_FAILURE);
    return notBefore.filter(theirs -> theirs.isAfter(ours)).orElse(ours);
  }

  private Instant jittered(Instant now, Duration pause) {
    return now.plusMillis((long) (pause.toMillis() * (1 + JITTER * random.nextDouble())));
  }
}
