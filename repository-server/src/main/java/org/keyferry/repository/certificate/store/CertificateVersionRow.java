package org.keyferry.repository.certificate.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import javax.security.auth.x500.X500Principal;
import org.hibernate.annotations.Immutable;
import org.jspecify.annotations.NullUnmarked;
import org.keyferry.protocol.bundle.CertificateId;
import org.keyferry.protocol.bundle.Version;
import org.keyferry.protocol.pki.CertificateChain;
import org.keyferry.protocol.pki.SerialNumber;
import org.keyferry.repository.certificate.CertificateVersion;
import org.keyferry.repository.custody.KeyReference;

@Entity
@Immutable
@IdClass(CertificateVersionRow.Key.class)
@Table(name = "certificate_version")
@NullUnmarked
class CertificateVersionRow {

  @Id UUID certificate;
  @Id int epoch;
  @Id long counter;
  String issuer;
  String serial;
  String chain;
  UUID key;

  @Column(name = "published_at")
  Instant publishedAt;

  CertificateVersionRow take(CertificateVersion version) {
    certificate = version.certificate().value();
    epoch = version.version().epoch();
    counter = version.version().counter();
    issuer = textOf(version.chain().leaf().getIssuerX500Principal());
    serial = SerialNumber.of(version.chain().leaf()).value();
    chain = version.chain().toPem();
    key = version.key().value();
    publishedAt = version.publishedAt();
    return this;
  }

  /// The same text for the same name, however it was encoded.
  static String textOf(X500Principal issuer) {
    return issuer.getName(X500Principal.CANONICAL);
  }

  CertificateVersion toVersion() {
    return new CertificateVersion(
        new CertificateId(certificate),
        new Version(epoch, counter),
        CertificateChain.ofPem(chain),
        new KeyReference(key),
        publishedAt);
  }

  record Key(UUID certificate, int epoch, long counter) {}
}
