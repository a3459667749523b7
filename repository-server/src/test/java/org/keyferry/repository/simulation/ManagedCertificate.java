package org.keyferry.repository.simulation;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import org.keyferry.protocol.bundle.CertificateId;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.protocol.pki.Identifier;
import org.keyferry.repository.certificate.Policy;
import org.keyferry.repository.issuance.Lifespan;
import org.keyferry.repository.issuance.Standing;
import org.keyferry.repository.renewal.Life;
import org.keyferry.repository.renewal.Window;

/// A certificate of the fleet, and what hosts serve of it.
final class ManagedCertificate {

  final CertificateId id;
  final SortedSet<Identifier> names;
  final Duration life;
  final Map<DisplayName, Integer> failuresByCa = new HashMap<>();
  DisplayName issuer;
  Lifespan inForce;
  Optional<Instant> revokedAt = Optional.empty();
  Optional<Window> firstWindow = Optional.empty(); // of the version in force
  Optional<Window> window = Optional.empty(); // as the CA said it last
  Instant renewAt = Instant.MAX;
  Instant notBefore = Instant.MIN; // as the CA said it of the order under way
  Instant published;
  int failures;
  int versions;
  boolean isOrdered;

  ManagedCertificate(
      CertificateId id,
      SortedSet<Identifier> names,
      Duration life,
      DisplayName issuer,
      Lifespan inForce) {
    this.id = id;
    this.names = names;
    this.life = life;
    this.issuer = issuer;
    this.inForce = inForce;
    this.published = inForce.notBefore();
  }

  Standing standing(List<Policy.Issuer> issuers) {
    var endsAt = hastenedUntil().map(inForce::until).orElse(inForce);
    return new Standing(issuers, Optional.of(endsAt), Optional.empty());
  }

  /// As the row of its renewal has it.
  private Optional<Instant> hastenedUntil() {
    return window
        .filter(now -> now.isMuchSoonerThan(firstWindow.orElse(now).end(), life))
        .map(Window::end);
  }

  Life lifeInForce() {
    return new Life(inForce.notBefore(), inForce.notAfter());
  }
}
