package org.keyferry.repository.approval.store;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.Optional;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.protocol.pki.Thumbprint;
import org.keyferry.repository.approval.Officer;
import org.keyferry.repository.approval.Officers;

/// [Officers] in the database.
@ApplicationScoped
@Transactional
class PanacheOfficers implements Officers {

  private static final long LOCK = 0x6b66_2d6f_6666_6963L; // "kf-offic"; one for all

  private final Rows rows = new Rows();

  @Override
  public Optional<Officer> withCertificate(Thumbprint certificate) {
    return rows.findByIdOptional(certificate.value()).map(OfficerRow::toOfficer);
  }

  @Override
  public List<Officer> active(DisplayName name) {
    return rows.find("name = ?1 and state = ?2", name.value(), Officer.State.ACTIVE).stream()
        .map(OfficerRow::toOfficer)
        .toList();
  }

  @Override
  public List<Officer> all() {
    return rows.find("order by name, certificate").stream().map(OfficerRow::toOfficer).toList();
  }

  @Override
  public void add(Officer officer) {
    rows.persist(new OfficerRow().take(officer));
  }

  @Override
  public void hold() {
    rows.getEntityManager()
        .createNativeQuery("select 1 from pg_advisory_xact_lock(?1)")
        .setParameter(1, LOCK)
        .getSingleResult();
  }

  @Override
  public boolean revoke(Thumbprint certificate) {
    return rows.update(
            "state = ?1 where certificate = ?2 and state <> ?1",
            Officer.State.REVOKED,
            certificate.value())
        == 1;
  }

  @Override
  public boolean settle(Thumbprint certificate) {
    return rows.update(
            "replaces = null where certificate = ?1 and replaces is not null and state = ?2",
            certificate.value(),
            Officer.State.ACTIVE)
        == 1;
  }

  private static final class Rows implements PanacheRepositoryBase<OfficerRow, String> {}
}
