package org.keyferry.repository.certificate;

import java.time.Instant;
import java.util.Optional;
import org.keyferry.protocol.bundle.CertificateId;
import org.keyferry.protocol.bundle.Version;

/// Versions that will not do any more before they expire: their CA has revoked them, or is to
/// revoke them whoever serves them. Implemented by who has them revoked.
public interface CondemnedVersions {

  /// @return since when; empty if the version may be served
  Optional<Instant> since(CertificateId certificate, Version version);
}
