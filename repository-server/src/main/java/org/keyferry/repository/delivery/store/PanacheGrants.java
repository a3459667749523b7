package org.keyferry.repository.delivery.store;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.Session;
import org.keyferry.protocol.bundle.AgentId;
import org.keyferry.protocol.bundle.CertificateId;
import org.keyferry.repository.delivery.Grant;
import org.keyferry.repository.delivery.Grants;

/// [Grants] in the database.
@ApplicationScoped
@Transactional
class PanacheGrants implements Grants {

  private final Rows rows = new Rows();

  @Override
  public Optional<Grant> find(Grant.Key key) {
    return rows.findByIdOptional(GrantRow.Key.of(key)).map(GrantRow::toGrant);
  }

  @Override
  public Optional<Grant> held(Grant.Key key) {
    return rows.find("key", GrantRow.Key.of(key))
        .withLock(LockModeType.PESSIMISTIC_READ)
        .<GrantRow>singleResultOptional()
        .map(GrantRow::toGrant);
  }

  @Override
  public List<Grant> of(AgentId agent) {
    return rows.find("key.agent = ?1 order by key.certificate", agent.value()).stream()
        .map(GrantRow::toGrant)
        .toList();
  }

  @Override
  public List<AgentId> revokedAgents() {
    return rows.getEntityManager()
        .unwrap(Session.class)
        .createNativeQuery(
            "select id from agent where state = 'REVOKED'"
                + " and id in (select agent from delivery_grant) order by id",
            UUID.class)
        .getResultStream()
        .map(AgentId::new)
        .toList();
  }

  @Override
  public List<Grant> page(Optional<Grant.Key> after, int limit) {
    var query =
        after
            .map(key ->
                rows.find(
                    "key.agent > ?1 or key.agent = ?1 and key.certificate > ?2"
                        + " order by key.agent, key.certificate",
                    key.agent().value(),
                    key.certificate().value()))
            .orElseGet(() -> rows.find("order by key.agent, key.certificate"));
    return query.page(0, limit).stream().map(GrantRow::toGrant).toList();
  }

  @Override
  public List<CertificateId> certificates() {
    return rows.getEntityManager()
        .createQuery(
            "select distinct g.key.certificate from GrantRow g order by g.key.certificate",
            UUID.class)
        .getResultStream()
        .map(CertificateId::new)
        .toList();
  }

  @Override
  public boolean add(Grant grant) {
    return rows.getEntityManager()
            .createNativeQuery(
                "insert into delivery_grant (agent, certificate, granted_at, granted_by)"
                    + " values (?1, ?2, ?3, ?4) on conflict do nothing")
            .setParameter(1, grant.agent().value())
            .setParameter(2, grant.certificate().value())
            .setParameter(3, grant.grantedAt())
            .setParameter(4, grant.grantedBy().value())
            .executeUpdate()
        == 1;
  }

  @Override
  public boolean remove(Grant.Key key) {
    return rows.delete(
            "key.agent = ?1 and key.certificate = ?2",
            key.agent().value(),
            key.certificate().value())
        == 1;
  }

  private static final class Rows implements PanacheRepositoryBase<GrantRow, GrantRow.Key> {}
}
