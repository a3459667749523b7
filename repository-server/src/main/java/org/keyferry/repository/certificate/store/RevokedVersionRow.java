package org.keyferry.repository.certificate.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.Immutable;
import org.jspecify.annotations.NullUnmarked;
import org.keyferry.protocol.bundle.CertificateId;
import org.keyferry.protocol.bundle.Version;
import org.keyferry.protocol.pki.RevocationReason;
import org.keyferry.repository.certificate.CertificateVersions;

@Entity
@Immutable
@IdClass(CertificateVersionRow.Key.class)
@Table(name = "revoked_version")
@NullUnmarked
class RevokedVersionRow {

  @Id UUID certificate;
  @Id int epoch;
  @Id long counter;
  String reason;

  @Column(name = "revoked_at")
  Instant revokedAt;

  RevokedVersionRow take(
      CertificateId ofCertificate, Version version, RevocationReason why, Instant at) {
    certificate = ofCertificate.value();
    epoch = version.epoch();
    counter = version.counter();
    reason = why.toString();
    revokedAt = at;
    return this;
  }

  Version toVersion() {
    return new Version(epoch, counter);
  }

  CertificateVersions.Revocation toRevocation() {
    return new CertificateVersions.Revocation(RevocationReason.parse(reason), revokedAt);
  }
}
