package org.keyferry.repository.issuance.store;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Tuple;
import jakarta.transaction.Transactional;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.hibernate.Session;
import org.keyferry.protocol.bundle.CertificateId;
import org.keyferry.protocol.bundle.Version;
import org.keyferry.repository.custody.KeyReference;
import org.keyferry.repository.issuance.OrphanKeys;

/// [OrphanKeys] in the database: only here is it known what uses a key.
@ApplicationScoped
@Transactional
class PanacheOrphanKeys implements OrphanKeys {

  private final Rows rows = new Rows();

  @Override
  public List<OrphanKey> remove(Duration age, int most) {
    return rows
        .getEntityManager()
        .unwrap(Session.class)
        .createNativeQuery(
            "delete from key_record where id in ("
                + "select id from key_record k where k.made_at < now() - make_interval(secs => :age)"
                + " and not exists (select from certificate_version where key = k.id)"
                + " and not exists (select from acme_order where key = k.id "
                + "   and state not in ('invalid', 'cancelled', 'rehearsed'))"
                + " order by id limit :most for update skip locked)"
                + " returning id, certificate, epoch, counter",
            Tuple.class)
        .addSynchronizedQuerySpace("key_record")
        .addScalar("id", UUID.class)
        .addScalar("certificate", UUID.class)
        .addScalar("epoch", Integer.class)
        .addScalar("counter", Long.class)
        .setParameter("age", (double) age.toSeconds())
        .setParameter("most", most)
        .getResultList()
        .stream()
        .map(row ->
            new OrphanKey(
                new KeyReference(row.get("id", UUID.class)),
                new CertificateId(row.get("certificate", UUID.class)),
                new Version(row.get("epoch", Integer.class), row.get("counter", Long.class))))
        .toList();
  }

  private static final class Rows implements PanacheRepositoryBase<OrderRow, UUID> {}
}
