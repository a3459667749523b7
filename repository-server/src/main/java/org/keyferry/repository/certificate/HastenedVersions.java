package org.keyferry.repository.certificate;

import java.time.Instant;
import java.util.Optional;
import org.keyferry.protocol.bundle.CertificateId;

/// Newest versions that their CA wants replaced much sooner than it said at first, as it does
/// before it revokes many (RFC 9773 §4.1). Implemented by who asks the CAs.
public interface HastenedVersions {

  /// @return until when; empty if there is no hurry
  Optional<Instant> until(CertificateId certificate);
}
