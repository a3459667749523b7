package org.keyferry.repository.certificate;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.security.auth.x500.X500Principal;
import org.keyferry.protocol.bundle.CertificateId;
import org.keyferry.protocol.bundle.Version;
import org.keyferry.protocol.pki.RevocationReason;
import org.keyferry.protocol.pki.SerialNumber;

/// What was issued, and what its CA has revoked. Nothing is ever changed or removed.
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

  /// The CA has revoked the version; the first reason stays. Joins the caller's transaction.
  void revoked(CertificateId certificate, Version version, RevocationReason reason, Instant at);

  /// The versions of a certificate that its CA has revoked.
  Map<Version, Revocation> revocations(CertificateId certificate);

  /// @param at when the CA took it
  record Revocation(RevocationReason reason, Instant at) {}
}
