package org.keyferry.repository.issuance.acme;

import jakarta.enterprise.context.ApplicationScoped;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.protocol.pki.Identifier;
import org.keyferry.protocol.pki.Thumbprint;
import org.keyferry.repository.certificate.CertificateAuthority;
import org.keyferry.repository.issuance.AcmeFailure;
import org.keyferry.repository.issuance.AcmePauses;

/// Keeps every worker of every replica away from a CA that asked for a pause, until it is over.
///
/// Asked before each request. What this replica heard itself counts at once, what others heard as
/// soon as they have noted it.
@ApplicationScoped
class Pauses {

  private static final Logger LOG = Logger.getLogger(Pauses.class);
  private static final Duration LONGEST_OF_NAMES = Duration.ofDays(1);
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

  /// @throws AcmeFailure.Paused if no order for these names may go to the CA now
  void requireOpen(CertificateAuthority ca, Collection<Identifier> names) {
    requireOver(ca, " for these names", shared.until(ca.name(), digest(names)));
  }

  /// When the answer wants the next request.
  Optional<Instant> wantedBy(HttpResponse<?> response) {
    return RetryAfter.of(response.headers(), clock.instant(), config.longestPause());
  }

  /// The same for an answer about an order, which may speak of its names alone.
  Optional<Instant> wantedForNamesBy(HttpResponse<?> response) {
    return RetryAfter.of(response.headers(), clock.instant(), LONGEST_OF_NAMES);
  }

  /// Whether a limit that ends then can be one of the whole account.
  boolean isShared(Instant until) {
    return !until.isAfter(clock.instant().plus(config.sharedPause()));
  }

  void begin(CertificateAuthority ca, Instant until) {
    own.merge(ca.name(), until, (one, other) -> one.isAfter(other) ? one : other);
    shared.note(ca.name(), AcmePauses.ALL, until);
    LOG.warnf("CA asks for a pause ca=%s until=%s", ca.name(), until);
  }

  void begin(CertificateAuthority ca, Collection<Identifier> names, Instant until) {
    shared.note(ca.name(), digest(names), until);
    LOG.warnf("CA limits orders ca=%s names=%s until=%s", ca.name(), names, until);
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

  private static String digest(Collection<Identifier> names) {
    var text = names.stream().map(Identifier::value).sorted().collect(Collectors.joining(" "));
    return Thumbprint.of(text).toString();
  }
}
