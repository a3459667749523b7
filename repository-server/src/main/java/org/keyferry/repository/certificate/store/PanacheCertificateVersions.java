package org.keyferry.repository.certificate.store;

import static java.util.stream.Collectors.toMap;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.security.auth.x500.X500Principal;
import org.keyferry.protocol.bundle.CertificateId;
import org.keyferry.protocol.bundle.Version;
import org.keyferry.protocol.pki.RevocationReason;
import org.keyferry.protocol.pki.SerialNumber;
import org.keyferry.repository.audit.Actor;
import org.keyferry.repository.audit.Audit;
import org.keyferry.repository.audit.AuditEvent;
import org.keyferry.repository.certificate.CertificateVersion;
import org.keyferry.repository.certificate.CertificateVersions;

/// [CertificateVersions] in the database.
@ApplicationScoped
@Transactional
class PanacheCertificateVersions implements CertificateVersions {

  private static final String NEWEST_FIRST = "certificate = ?1 order by epoch desc, counter desc";

  private final Rows rows = new Rows();
  private final Revoked revoked = new Revoked();
  private final Audit audit;

  PanacheCertificateVersions(Audit audit) {
    this.audit = audit;
  }

  @Override
  public Optional<CertificateVersion> newest(CertificateId certificate) {
    return rows.find(NEWEST_FIRST, certificate.value())
        .firstResultOptional()
        .map(CertificateVersionRow::toVersion);
  }

  @Override
  public Optional<CertificateVersion> find(CertificateId certificate, Version version) {
    return rows.findByIdOptional(keyOf(certificate, version)).map(CertificateVersionRow::toVersion);
  }

  @Override
  public List<CertificateVersion> of(CertificateId certificate) {
    return rows.find(NEWEST_FIRST, certificate.value()).stream()
        .map(CertificateVersionRow::toVersion)
        .toList();
  }

  @Override
  public boolean knows(X500Principal issuer, SerialNumber serial) {
    return rows.count(
            "serial = ?1 and issuer in (?2, '')",
            serial.value(),
            CertificateVersionRow.textOf(issuer))
        > 0;
  }

  @Override
  public boolean publish(CertificateVersion version) {
    var newest = newest(version.certificate());
    if (newest.isPresent() && !version.version().isNewerThan(newest.get().version())) {
      return false;
    }
    rows.persistAndFlush(new CertificateVersionRow().take(version));
    audit.record(
        AuditEvent.of("version.published", Actor.repository(), version.certificate().toString())
            .with("certificate", version.certificate())
            .with("version", version.version())
            .with("serial", SerialNumber.of(version.chain().leaf()))
            .with("notAfter", version.chain().leaf().getNotAfter().toInstant()));
    return true;
  }

  @Override
  public void revoked(
      CertificateId certificate, Version version, RevocationReason reason, Instant at) {
    if (revoked.findByIdOptional(keyOf(certificate, version)).isEmpty()) {
      revoked.persistAndFlush(new RevokedVersionRow().take(certificate, version, reason, at));
    }
  }

  @Override
  public Map<Version, Revocation> revocations(CertificateId certificate) {
    return revoked.find("certificate", certificate.value()).stream()
        .collect(toMap(RevokedVersionRow::toVersion, RevokedVersionRow::toRevocation));
  }

  private static CertificateVersionRow.Key keyOf(CertificateId certificate, Version version) {
    return new CertificateVersionRow.Key(certificate.value(), version.epoch(), version.counter());
  }

  private static final class Revoked
      implements PanacheRepositoryBase<RevokedVersionRow, CertificateVersionRow.Key> {}

  private static final class Rows
      implements PanacheRepositoryBase<CertificateVersionRow, CertificateVersionRow.Key> {}
}
