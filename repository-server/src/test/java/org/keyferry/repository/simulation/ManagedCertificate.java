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

/// A certificate of the fleet, and what hosts serve of it.
final class ManagedCertificate {

  final CertificateId id;
  final SortedSet<Identifier> names;
  final Duration life;
  final Map<DisplayName, Integer> failuresByCa = new HashMap<>();
  DisplayName issuer;
  Lifespan inForce;
  Optional<Instant> revokedAt = Optional.empty();
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
  }

  Standing standing(List<Policy.Issuer> issuers) {
    return new Standing(issuers, Optional.of(inForce), Optional.empty());
  }

  /// Served no more: expired, or revoked.
  Instant end() {
    return revokedAt.filter(inForce.notAfter()::isAfter).orElse(inForce.notAfter());
  }
}
