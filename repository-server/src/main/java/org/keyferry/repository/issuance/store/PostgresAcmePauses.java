package org.keyferry.repository.issuance.store;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.repository.issuance.AcmePauses;

/// [AcmePauses] in the database.
@ApplicationScoped
@Transactional
class PostgresAcmePauses implements AcmePauses {

  private final EntityManager database;
  private final InstantSource clock;

  PostgresAcmePauses(EntityManager database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
  }

  @Override
  public Optional<Instant> until(DisplayName ca, String names) {
    List<?> found =
        database
            .createNativeQuery(
                "select until from acme_pause where ca = ?1 and names = ?2", Instant.class)
            .setParameter(1, ca.value())
            .setParameter(2, names)
            .getResultList();
    return found.stream().findFirst().map(Instant.class::cast);
  }

  @Override
  public void note(DisplayName ca, String names, Instant until) {
    forgetOver(ca);
    database
        .createNativeQuery(
            "insert into acme_pause as noted (ca, names, until)"
                + " select name, ?2, ?3 from certificate_authority where name = ?1"
                + " on conflict (ca, names) do update"
                + " set until = greatest(noted.until, excluded.until)")
        .setParameter(1, ca.value())
        .setParameter(2, names)
        .setParameter(3, until)
        .executeUpdate();
  }

  /// Each order is noted by itself, so what is over would pile up. A row that another replica holds
  /// is left to it.
  private void forgetOver(DisplayName ca) {
    database
        .createNativeQuery(
            "delete from acme_pause where ca = ?1 and names in"
                + " (select names from acme_pause where ca = ?1 and until < ?2"
                + " for update skip locked)")
        .setParameter(1, ca.value())
        .setParameter(2, clock.instant())
        .executeUpdate();
  }
}
