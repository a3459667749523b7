package org.keyferry.repository.renewal.store;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import jakarta.transaction.Transactional;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.keyferry.protocol.bundle.CertificateId;
import org.keyferry.repository.renewal.Life;
import org.keyferry.repository.renewal.Renewals;
import org.keyferry.repository.renewal.Window;

/// [Renewals] in the database. What is due is found in indexes alone, and locked then.
@ApplicationScoped
@Transactional
class PanacheRenewals implements Renewals {

  private static final int SKIP_LOCKED = -2; // as Hibernate has it

  private final Rows rows = new Rows();

  @Override
  public List<CertificateId> due(Instant now, int limit) {
    var urgent =
        new LinkedHashSet<>(ids("notAfter <= ?1 and renewAt <= ?1 order by notAfter", now, limit));
    if (urgent.size() < limit) {
      urgent.addAll(ids("renewAt <= ?1 order by renewAt", now, limit));
    }
    var ids = urgent.stream().limit(limit).toList();
    var locked =
        rows
            .find("certificate in ?1 and renewAt <= ?2", ids, now)
            .withLock(LockModeType.PESSIMISTIC_WRITE)
            .withHint("jakarta.persistence.lock.timeout", SKIP_LOCKED)
            .stream()
            .map(row -> row.certificate)
            .collect(Collectors.toSet());
    return ids.stream().filter(locked::contains).map(CertificateId::new).toList();
  }

  @Override
  public Map<CertificateId, Instant> dates(Collection<CertificateId> certificates) {
    var ids = certificates.stream().map(CertificateId::value).toList();
    return rows.find("certificate in ?1 and renewAt is not null", ids).stream()
        .collect(Collectors.toMap(row -> new CertificateId(row.certificate), row -> row.renewAt));
  }

  @Override
  public void succeeded(CertificateId certificate, Life life, Instant renewAt, Instant lookAt) {
    row(certificate).succeeded(life, renewAt, lookAt);
  }

  @Override
  public int failures(CertificateId certificate) {
    return row(certificate).failures;
  }

  @Override
  public Optional<Instant> notAfter(CertificateId certificate) {
    return Optional.ofNullable(row(certificate).notAfter);
  }

  @Override
  public void failed(CertificateId certificate, Instant renewAt) {
    row(certificate).failed(renewAt);
  }

  @Override
  public void begun(CertificateId certificate) {
    row(certificate).begun();
  }

  @Override
  public void lost(CertificateId certificate, Instant end) {
    row(certificate).lost(end);
  }

  @Override
  public List<Overdue> overdue(Instant now, int limit) {
    return rows.find("overdueAt <= ?1 order by overdueAt", now).page(0, limit).stream()
        .map(row -> new Overdue(new CertificateId(row.certificate), row.overdueAt))
        .toList();
  }

  @Override
  public List<CertificateId> toBeLookedAt(Instant now, int limit) {
    return ids("lookAt <= ?1 order by lookAt", now, limit).stream()
        .map(CertificateId::new)
        .toList();
  }

  @Override
  public Optional<Window> window(CertificateId certificate) {
    return row(certificate).window();
  }

  @Override
  public Optional<Instant> hastenedUntil(CertificateId certificate) {
    return rows.findByIdOptional(certificate.value()).flatMap(RenewalRow::hastenedUntil);
  }

  @Override
  public void looked(CertificateId certificate, Instant lookAt) {
    row(certificate).lookAt = lookAt;
  }

  @Override
  public void moved(CertificateId certificate, Window window, Instant renewAt) {
    row(certificate).moved(window, renewAt);
  }

  @Override
  public Optional<Duration> shortestLife() {
    return rows.getEntityManager()
        .createQuery("select min(lifeSeconds) from RenewalRow", Long.class)
        .getResultStream()
        .flatMap(seconds -> Optional.ofNullable(seconds).stream())
        .map(Duration::ofSeconds)
        .findFirst();
  }

  private List<UUID> ids(String condition, Instant now, int limit) {
    return new ArrayList<>(
        rows.getEntityManager()
            .createQuery("select certificate from RenewalRow where " + condition, UUID.class)
            .setParameter(1, now)
            .setMaxResults(limit)
            .getResultList());
  }

  /// Whoever reads a row writes it in the same transaction; nobody else does meanwhile.
  private RenewalRow row(CertificateId certificate) {
    return rows.findByIdOptional(certificate.value(), LockModeType.PESSIMISTIC_WRITE)
        .orElseGet(() -> {
          var fresh = new RenewalRow().take(certificate.value());
          rows.persist(fresh);
          return fresh;
        });
  }

  private static final class Rows implements PanacheRepositoryBase<RenewalRow, UUID> {}
}
