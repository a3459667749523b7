package org.keyferry.repository.incident;

import java.time.Instant;
import java.util.Optional;
import org.keyferry.protocol.bundle.CertificateId;
import org.keyferry.protocol.bundle.Version;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.protocol.pki.RevocationReason;
import org.keyferry.protocol.pki.SerialNumber;
import org.keyferry.repository.certificate.VersionCondemned;

/// The will to have one version revoked by the CA that issued it.
///
/// ```
/// Held -> Due -> Revoked
///    \      \ \-> Refused
///     \------\-> Withdrawn
/// ```
///
/// A state has methods only for the transitions that leave it, so an illegal one does not compile.
public sealed interface Revocation {

  RevocationId id();

  Subject subject();

  /// What is to be revoked, and why.
  ///
  /// @param ca name of the CA that issued it
  /// @param key that says so to the CA
  record Subject(
      CertificateId certificate,
      Version version,
      SerialNumber serial,
      DisplayName ca,
      RevocationReason reason,
      RevocationKey key) {

    Subject signedBy(RevocationKey other) {
      return new Subject(certificate, version, serial, ca, reason, other);
    }
  }

  /// Hosts may serve it: it waits until they serve a newer version.
  ///
  /// @param deadline when it goes on all the same; empty: never
  record Held(RevocationId id, Subject subject, Optional<Instant> deadline) implements Revocation {

    public Due due() {
      return new Due(id, subject);
    }

    public Withdrawn withdrawn() {
      return new Withdrawn(id, subject);
    }
  }

  /// The CA is to be asked.
  record Due(RevocationId id, Subject subject) implements Revocation {

    public Revoked revoked(Instant at) {
      return new Revoked(id, subject, at);
    }

    /// The CA does not know the account, or not as the one that may.
    public Due byTheCertificate() {
      return new Due(id, subject.signedBy(RevocationKey.CERTIFICATE));
    }

    /// What this means for those who serve it.
    VersionCondemned condemns(Instant now) {
      return new VersionCondemned(subject.certificate(), subject.version(), subject.reason(), now);
    }

    /// The CA was asked, and has not taken it.
    public Withdrawn withdrawn() {
      return new Withdrawn(id, subject);
    }

    public Refused refused(String reason) {
      return new Refused(id, subject, reason);
    }
  }

  /// Done: the CA has taken it.
  record Revoked(RevocationId id, Subject subject, Instant at) implements Revocation {}

  /// Done: the CA will not, or nothing can sign that it should.
  ///
  /// @param reason in words a person can act on
  record Refused(RevocationId id, Subject subject, String reason) implements Revocation {}

  /// Done: an officer thought better of it in time.
  record Withdrawn(RevocationId id, Subject subject) implements Revocation {}
}
