package org.keyferry.repository.issuance;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.keyferry.repository.certificate.Policy;

/// How a certificate stands: who may issue it, and how long there is time.
///
/// @param issuers of its policy, in order of preference
/// @param inForce life of the newest version; it ends early if that was condemned
///   ([CondemnedVersions]) or its CA is in a hurry ([HastenedVersions]), and is empty if there
///   never was one
/// @param outage of the CAs that it must survive, if the policy names one
public record Standing(
    List<Policy.Issuer> issuers, Optional<Lifespan> inForce, Optional<Duration> outage) {

  public Standing {
    issuers = List.copyOf(issuers);
  }

  /// From when on a CA that is down is not waited for; empty if there is nothing in force, and no
  /// reason to wait.
  public Optional<Instant> dangerFrom() {
    return inForce.map(life -> life.dangerFrom(outage));
  }

  public boolean isInDanger(Instant now) {
    return dangerFrom().filter(now::isBefore).isEmpty();
  }
}
