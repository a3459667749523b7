package org.keyferry.repository.certificate;

import java.util.List;
import java.util.Optional;
import javax.security.auth.x500.X500Principal;
import org.keyferry.protocol.bundle.CertificateId;
import org.keyferry.protocol.bundle.Version;
import org.keyferry.protocol.pki.SerialNumber;

/// What was issued. Nothing is ever changed or removed.
public interface CertificateVersions {

  Optional<CertificateVersion> newest(CertificateId certificate);

  Optional<CertificateVersion> find(CertificateId certificate, Version version);

  /// Newest first.
  List<CertificateVersion> of(CertificateId certificate);

  /// Whether a version with this serial number of this issuer was ever published, of whichever
  /// certificate. Another CA may give the same number (RFC 5280 §4.1.2.2).
  boolean knows(X500Principal issuer, SerialNumber serial);

  /// Makes a version the newest, and records `version.published`; both in the caller's transaction.
  ///
  /// @return false if that version, or a newer one, exists; then nothing is written
  boolean publish(CertificateVersion version);
}
