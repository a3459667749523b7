package org.keyferry.repository.certificate.store;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.keyferry.protocol.bundle.CertificateId;
import org.keyferry.protocol.bundle.Version;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.repository.certificate.Certificate;
import org.keyferry.repository.certificate.Certificates;
import org.keyferry.repository.certificate.ChallengeType;

/// [Certificates] in the database.
@ApplicationScoped
@Transactional
class PanacheCertificates implements Certificates {

  private final Rows rows = new Rows();

  @Override
  public Optional<Certificate> find(CertificateId id) {
    return rows.findByIdOptional(id.value()).map(CertificateRow::toCertificate);
  }

  @Override
  public Optional<Certificate> named(DisplayName name) {
    return rows.find("name", name.value()).firstResultOptional().map(CertificateRow::toCertificate);
  }

  @Override
  public List<Certificate> page(Optional<DisplayName> after, int limit) {
    return rows
        .find("name > ?1 order by name", after.map(DisplayName::value).orElse(""))
        .page(0, limit)
        .stream()
        .map(CertificateRow::toCertificate)
        .toList();
  }

  @Override
  public List<DisplayName> using(DisplayName policy, int most) {
    return rows.find("policy = ?1 order by name", policy.value()).page(0, most).stream()
        .map(row -> row.toCertificate().name())
        .toList();
  }

  @Override
  public List<DisplayName> notProvableBy(ChallengeType challenge, DisplayName policy, int most) {
    return rows.find("policy = ?1 order by name", policy.value()).stream()
        .map(CertificateRow::toCertificate)
        .filter(each -> !each.identifiers().stream().allMatch(challenge::isFor))
        .limit(most)
        .map(Certificate::name)
        .toList();
  }

  @Override
  public boolean add(Certificate certificate) {
    return Additions.tryToPersist(
        rows.getEntityManager(),
        new CertificateRow().take(certificate),
        certificate.name().value());
  }

  @Override
  public Version allotVersion(CertificateId id) {
    return rows.findByIdOptional(id.value(), LockModeType.PESSIMISTIC_WRITE)
        .orElseThrow(() -> new IllegalArgumentException("no certificate " + id))
        .nextVersion();
  }

  private static final class Rows implements PanacheRepositoryBase<CertificateRow, UUID> {}
}
