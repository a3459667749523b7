package org.keyferry.repository.certificate.store;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.Optional;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.repository.certificate.CertificateAuthorities;
import org.keyferry.repository.certificate.CertificateAuthority;

/// [CertificateAuthorities] in the database.
@ApplicationScoped
@Transactional
class PanacheCertificateAuthorities implements CertificateAuthorities {

  private final Rows rows = new Rows();

  @Override
  public Optional<CertificateAuthority> named(DisplayName name) {
    return rows.findByIdOptional(name.value()).map(CertificateAuthorityRow::toCertificateAuthority);
  }

  @Override
  public Optional<CertificateAuthority> held(DisplayName name) {
    return locked(name, LockModeType.PESSIMISTIC_READ);
  }

  @Override
  public Optional<CertificateAuthority> taken(DisplayName name) {
    return locked(name, LockModeType.PESSIMISTIC_WRITE);
  }

  private Optional<CertificateAuthority> locked(DisplayName name, LockModeType mode) {
    return rows.findByIdOptional(name.value(), mode)
        .map(CertificateAuthorityRow::toCertificateAuthority);
  }

  @Override
  public List<CertificateAuthority> page(Optional<DisplayName> after, int limit) {
    return rows
        .find("name > ?1 order by name", after.map(DisplayName::value).orElse(""))
        .page(0, limit)
        .stream()
        .map(CertificateAuthorityRow::toCertificateAuthority)
        .toList();
  }

  @Override
  public boolean add(CertificateAuthority ca) {
    return Additions.tryToPersist(
        rows.getEntityManager(), new CertificateAuthorityRow().take(ca), ca.name().value());
  }

  @Override
  public boolean replace(CertificateAuthority ca) {
    var row = rows.findByIdOptional(ca.name().value(), LockModeType.PESSIMISTIC_WRITE);
    row.ifPresent(each -> each.take(ca));
    return row.isPresent();
  }

  @Override
  public boolean remove(DisplayName name) {
    return rows.deleteById(name.value());
  }

  private static final class Rows
      implements PanacheRepositoryBase<CertificateAuthorityRow, String> {}
}
