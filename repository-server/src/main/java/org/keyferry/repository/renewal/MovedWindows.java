package org.keyferry.repository.renewal;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Optional;
import org.keyferry.protocol.bundle.CertificateId;
import org.keyferry.repository.certificate.HastenedVersions;

/// [HastenedVersions] by windows that the CA has moved.
@ApplicationScoped
class MovedWindows implements HastenedVersions {

  private final Renewals renewals;

  MovedWindows(Renewals renewals) {
    this.renewals = renewals;
  }

  @Override
  public Optional<Instant> until(CertificateId certificate) {
    return renewals.hastenedUntil(certificate);
  }
}
