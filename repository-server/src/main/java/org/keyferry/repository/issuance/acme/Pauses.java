package org.keyferry.repository.issuance.acme;

import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import org.jboss.logging.Logger;
import org.keyferry.protocol.http.RetryAfter;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.protocol.pki.Identifier;
import org.keyferry.protocol.pki.Printable;
import org.keyferry.protocol.pki.Thumbprint;
import org.keyferry.repository.certificate.CertificateAuthority;
import org.keyferry.repository.issuance.AcmeFailure;
import org.keyferry.repository.issuance.AcmePauses;
import org.keyferry.repository.issuance.LongPauses;

/// Keeps every worker of every replica away from a CA that asked for a pause, until it is over.
///
/// Asked before each request. What this replica heard itself counts at once, what others heard as
/// soon as they have noted it.
@ApplicationScoped
class Pauses {

  private static final Logger LOG = Logger.getLogger(Pauses.class);
  private static final int TOO_MANY_REQUESTS = 429;
  private static final int SERVICE_UNAVAILABLE = 503;
  private static final Duration LONGEST_OF_NAMES = Duration.ofDays(1);
  private static final Duration ROUNDING = Duration.ofMillis(1); // so no database makes it earlier
  private static final Duration WIDEST_SPREAD = Duration.ofSeconds(30);
  private static final double SPREAD = 0.1; // so that not all come back in the same moment

  private final AcmePauses shared;
  private final AcmeConfig config;
  private final InstantSource clock;
  private final RandomGenerator random;
  private final Map<DisplayName, Instant> own = new ConcurrentHashMap<>();

  Pauses(AcmePauses shared, AcmeConfig config, InstantSource clock, RandomGenerator random) {
    this.shared = shared;
    this.config = config;
    this.clock = clock;
    this.random = random;
  }

  /// @throws AcmeFailure.Paused if no request may go to the CA now
  void requireOpen(CertificateAuthority ca) {
    requireOver(ca, "", shared.until(ca.name(), AcmePauses.ALL));
    requireOver(ca, "", Optional.ofNullable(own.get(ca.name()))); // last, just before it is sent
  }

  /// @throws AcmeFailure.Paused if no request about this may go to the CA now
  void requireOpen(CertificateAuthority ca, Subject subject) {
    requireOver(ca, subject.words(), shared.until(ca.name(), subject.key()));
  }

  /// When the answer wants the next request; a limit may be one of some names alone.
  Optional<Instant> wantedBy(HttpResponse<?> response) {
    var longest =
        response.statusCode() == TOO_MANY_REQUESTS && hasProblem(response)
            ? LONGEST_OF_NAMES
            : config.longestPause();
    var now = clock.instant();
    return RetryAfter.in(response.headers(), now)
        .map(pause -> pause.compareTo(longest) < 0 ? pause : longest)
        .map(pause -> now.plus(pause).plus(ROUNDING).truncatedTo(ChronoUnit.MILLIS));
  }

  /// Whether a limit that ends then can be one of the whole account.
  private boolean isShared(Instant until) {
    return !until.isAfter(clock.instant().plus(config.sharedPause()).plus(ROUNDING));
  }

  /// Heeds an answer before anybody reads it. A limit of some names is left to who placed the
  /// order.
  ///
  /// @throws AcmeFailure.Unavailable if the answer is nothing but a wish for a pause
  void heed(CertificateAuthority ca, HttpResponse<?> response) {
    var status = response.statusCode();
    if (status != TOO_MANY_REQUESTS && status != SERVICE_UNAVAILABLE) {
      return;
    }
    var wanted = wantedBy(response);
    if (wanted.isEmpty()) {
      return;
    }
    var hasProblem = hasProblem(response);
    var isLimit = status == TOO_MANY_REQUESTS && hasProblem;
    if (!isLimit || isShared(wanted.get())) {
      begin(ca, wanted.get());
    }
    if (RetryAfter.in(response.headers(), clock.instant())
        .filter(pause -> pause.compareTo(config.longestPause()) > 0)
        .isPresent()) {
      LOG.warnf(
          "CA asks for a longer pause than it gets ca=%s retry-after=\"%s\" longest=%s",
          ca.name(),
          Printable.of(response.headers().firstValue("Retry-After").orElse("")),
          config.longestPause());
    }
    if (!hasProblem) {
      throw busy(ca, status, wanted.get());
    }
  }

  static boolean hasProblem(HttpResponse<?> response) {
    return response
        .headers()
        .firstValue("Content-Type")
        .filter(type -> type.startsWith("application/problem+json"))
        .isPresent();
  }

  private static AcmeFailure busy(CertificateAuthority ca, int status, Instant until) {
    return new AcmeFailure.Unavailable(
        "what answers for the CA "
            + ca.name()
            + " is busy (HTTP "
            + status
            + ") and asks to come back at "
            + until,
        Optional.of(until),
        new IOException("HTTP " + status));
  }

  private void begin(CertificateAuthority ca, Instant until) {
    own.merge(ca.name(), until, (one, other) -> one.isAfter(other) ? one : other);
    shared.note(ca.name(), AcmePauses.ALL, until);
    LOG.warnf("CA asks for a pause ca=%s until=%s", ca.name(), until);
  }

  /// Notes a limit that the CA named. One that is over soon is heeded by every request already.
  void limit(CertificateAuthority ca, Subject subject, Optional<Instant> until) {
    until
        .filter(each -> !isShared(each))
        .ifPresent(each -> {
          shared.note(ca.name(), subject.key(), each);
          LOG.warnf("CA limits requests ca=%s%s until=%s", ca.name(), subject.words(), each);
        });
  }

  /// Notes when a CA that does something wants to be asked for it, if that is not soon: who asks
  /// waits for a short time himself.
  void wish(CertificateAuthority ca, Subject subject, Optional<Instant> until) {
    until
        .filter(each -> each.isAfter(clock.instant().plus(LongPauses.SHORT)))
        .ifPresent(each -> shared.note(ca.name(), subject.key(), each));
  }

  private void requireOver(CertificateAuthority ca, String what, Optional<Instant> until) {
    var now = clock.instant();
    if (until.isPresent() && now.isBefore(until.get())) {
      throw new AcmeFailure.Paused(
          "the CA " + ca.name() + " asked for a pause" + what + " until " + until.get(),
          spread(now, until.get()));
    }
  }

  private Instant spread(Instant now, Instant until) {
    var tenth = (long) (Duration.between(now, until).toMillis() * SPREAD);
    var widest = Math.min(tenth, WIDEST_SPREAD.toMillis());
    return until.plusMillis((long) (widest * random.nextDouble()));
  }

  /// What a limit may be of, beside the whole account.
  ///
  /// @param words as in "a pause for these names"
  /// @param key under which replicas share it
  record Subject(String words, String key) {

    static Subject of(Collection<Identifier> names) {
      return new Subject(" for these names", AcmePauses.keyOf(names));
    }

    /// Looks at an order, while the CA does something.
    static Subject lookAt(URI order) {
      return new Subject(" before the next look", Thumbprint.of("look " + order).toString());
    }

    /// @param place of an order, or of a part of it
    static Subject of(URI place) {
      return new Subject(" for this order", Thumbprint.of(place.toString()).toString());
    }
  }
}
