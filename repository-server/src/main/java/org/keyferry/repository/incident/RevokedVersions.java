package org.keyferry.repository.incident;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Optional;
import org.keyferry.protocol.bundle.CertificateId;
import org.keyferry.protocol.bundle.Version;
import org.keyferry.repository.certificate.CondemnedVersions;

/// [CondemnedVersions] by revocations that the CA has taken, or is to be asked for. What is held
/// may be served until it is replaced; what the CA refused may be served on.
@ApplicationScoped
class RevokedVersions implements CondemnedVersions {

  private final Revocations revocations;

  RevokedVersions(Revocations revocations) {
    this.revocations = revocations;
  }

  @Override
  public Optional<Instant> since(CertificateId certificate, Version version) {
    return revocations
        .of(certificate, version)
        .flatMap(found ->
            switch (found.revocation()) {
              case Revocation.Due _, Revocation.Revoked _ -> Optional.of(found.since());
              case Revocation.Held _, Revocation.Refused _, Revocation.Withdrawn _ ->
                  Optional.empty();
            });
  }
}
