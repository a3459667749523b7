package org.keyferry.repository.renewal.store;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.keyferry.protocol.bundle.CertificateId;
import org.keyferry.repository.renewal.Renewals;

/// [Renewals] in the database.
@ApplicationScoped
@Transactional
class PanacheRenewals implements Renewals {

  private static final int SKIP_LOCKED = -2; // as Hibernate has it

  private final Rows rows = new Rows();

  @Override
  public List<CertificateId> due(Instant now, int limit) {
    return rows
        .find("renewAt <= ?1 order by renewAt", now)
        .withLock(LockModeType.PESSIMISTIC_WRITE)
        .withHint("jakarta.persistence.lock.timeout", SKIP_LOCKED)
        .page(0, limit)
        .stream()
        .map(row -> new CertificateId(row.certificate))
        .toList();
  }

  @Override
  public Map<CertificateId, Instant> dates(Collection<CertificateId> certificates) {
    var ids = certificates.stream().map(CertificateId::value).toList();
    return rows.find("certificate in ?1 and renewAt is not null", ids).stream()
        .collect(Collectors.toMap(row -> new CertificateId(row.certificate), row -> row.renewAt));
  }

  @Override
  public void succeeded(CertificateId certificate, Instant renewAt) {
    row(certificate).succeeded(renewAt);
  }

  @Override
  public int failures(CertificateId certificate) {
    return row(certificate).failures;
  }

  @Override
  public void failed(CertificateId certificate, Instant renewAt) {
    row(certificate).failed(renewAt);
  }

  @Override
  public void begun(CertificateId certificate) {
    row(certificate).begun();
  }

  private RenewalRow row(CertificateId certificate) {
    return rows.findByIdOptional(certificate.value())
        .orElseGet(() -> {
          var fresh = new RenewalRow().take(certificate.value());
          rows.persist(fresh);
          return fresh;
        });
  }

  private static final class Rows implements PanacheRepositoryBase<RenewalRow, UUID> {}
}
