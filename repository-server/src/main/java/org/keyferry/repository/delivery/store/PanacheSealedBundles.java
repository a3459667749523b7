package org.keyferry.repository.delivery.store;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.Session;
import org.keyferry.protocol.bundle.AgentId;
import org.keyferry.protocol.bundle.CertificateId;
import org.keyferry.protocol.bundle.Manifest;
import org.keyferry.protocol.bundle.Version;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.protocol.pki.Thumbprint;
import org.keyferry.repository.delivery.SealedBundle;
import org.keyferry.repository.delivery.SealedBundles;

/// [SealedBundles] in the database.
@ApplicationScoped
@Transactional
class PanacheSealedBundles implements SealedBundles {

  private final Rows rows = new Rows();

  @Override
  public Optional<SealedBundle> find(AgentId agent, CertificateId certificate, Version version) {
    return session()
        .createNativeQuery(
            "select b.* from bundle b"
                + " join agent a on a.id = b.agent and a.enrollment = b.enrollment"
                + " where b.agent = ?1 and b.certificate = ?2 and b.epoch = ?3 and b.counter = ?4",
            BundleRow.class)
        .setParameter(1, agent.value())
        .setParameter(2, certificate.value())
        .setParameter(3, version.epoch())
        .setParameter(4, version.counter())
        .uniqueResultOptional()
        .map(BundleRow::toBundle);
  }

  @Override
  public List<Manifest.Entry> newest(AgentId agent) {
    return session()
        .createNativeQuery(
            "select distinct on (b.certificate)"
                + " b.certificate, b.name, b.epoch, b.counter, b.thumbprint"
                + " from bundle b join delivery_grant using (agent, certificate)"
                + " join agent a on a.id = b.agent and a.enrollment = b.enrollment"
                + " where b.agent = ?1"
                + " order by b.certificate, b.epoch desc, b.counter desc",
            EntryColumns.class)
        .setParameter(1, agent.value())
        .getResultList()
        .stream()
        .map(EntryColumns::toEntry)
        .toList();
  }

  @Override
  public List<AgentId> lacking(CertificateId certificate, Version version) {
    return session()
        .createNativeQuery(
            "select g.agent from delivery_grant g where g.certificate = ?1 and not exists ("
                + "select from bundle b join agent a on a.id = b.agent and a.enrollment = b.enrollment"
                + " where b.agent = g.agent and b.certificate = g.certificate"
                + " and b.epoch = ?2 and b.counter = ?3) order by g.agent",
            UUID.class)
        .setParameter(1, certificate.value())
        .setParameter(2, version.epoch())
        .setParameter(3, version.counter())
        .getResultList()
        .stream()
        .map(AgentId::new)
        .toList();
  }

  @Override
  public void hold(CertificateId certificate) {
    AdvisoryLock.SEALING.hold(session(), certificate.value());
  }

  @Override
  public boolean keep(SealedBundle bundle) {
    return session()
            .createNativeMutationQuery(
                "insert into bundle"
                    + " (agent, certificate, epoch, counter, name, statement, thumbprint, sealed_at,"
                    + " enrollment) values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) on conflict do nothing")
            .setParameter(1, bundle.agent().value())
            .setParameter(2, bundle.certificate().value())
            .setParameter(3, bundle.version().epoch())
            .setParameter(4, bundle.version().counter())
            .setParameter(5, bundle.name().value())
            .setParameter(6, bundle.statement())
            .setParameter(7, bundle.thumbprint().value())
            .setParameter(8, bundle.sealedAt())
            .setParameter(9, bundle.enrollment())
            .executeUpdate()
        == 1;
  }

  private Session session() {
    return rows.getEntityManager().unwrap(Session.class);
  }

  /// What a manifest needs of a bundle: not the statement, which is a thousand times as long.
  record EntryColumns(
      UUID certificate, String name, Integer epoch, Long counter, String thumbprint) {

    Manifest.Entry toEntry() {
      return new Manifest.Entry(
          new CertificateId(certificate),
          new DisplayName(name),
          new Version(epoch, counter),
          new Thumbprint(thumbprint));
    }
  }

  private static final class Rows implements PanacheRepositoryBase<BundleRow, BundleRow.Key> {}
}
