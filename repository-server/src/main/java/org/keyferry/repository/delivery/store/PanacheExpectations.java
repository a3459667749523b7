package org.keyferry.repository.delivery.store;

import static java.util.stream.Collectors.groupingBy;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Tuple;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.Session;
import org.keyferry.protocol.bundle.AgentId;
import org.keyferry.protocol.bundle.CertificateId;
import org.keyferry.protocol.bundle.Version;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.protocol.pki.SerialNumber;
import org.keyferry.repository.delivery.Expectation;
import org.keyferry.repository.delivery.Expectations;

/// [Expectations] in the database: one query, also over what `certificate` keeps, since a fleet has
/// many grants.
@ApplicationScoped
@Transactional
class PanacheExpectations implements Expectations {

  private final Rows rows = new Rows();

  @Override
  public Map<AgentId, List<Expectation>> of(Collection<AgentId> agents) {
    if (agents.isEmpty()) {
      return Map.of();
    }
    return rows
        .getEntityManager()
        .unwrap(Session.class)
        .createNativeQuery(
            "select g.agent, c.id as certificate, c.name, g.granted_at,"
                + " v.epoch, v.counter, v.serial, v.published_at,"
                + " b.epoch as sealed_epoch, b.counter as sealed_counter"
                + " from delivery_grant g join certificate c on c.id = g.certificate"
                + " join agent a on a.id = g.agent"
                + " left join lateral (select epoch, counter, serial, published_at"
                + " from certificate_version where certificate = c.id"
                + " order by epoch desc, counter desc limit 1) v on true"
                + " left join lateral (select epoch, counter"
                + " from bundle where agent = g.agent and certificate = c.id"
                + " and enrollment = a.enrollment"
                + " order by epoch desc, counter desc limit 1) b on true"
                + " where g.agent in (:agents) order by c.name",
            Tuple.class)
        .addScalar("agent", UUID.class)
        .addScalar("certificate", UUID.class)
        .addScalar("name", String.class)
        .addScalar("granted_at", Instant.class)
        .addScalar("epoch", Integer.class)
        .addScalar("counter", Long.class)
        .addScalar("serial", String.class)
        .addScalar("published_at", Instant.class)
        .addScalar("sealed_epoch", Integer.class)
        .addScalar("sealed_counter", Long.class)
        .setParameterList("agents", agents.stream().map(AgentId::value).toList())
        .getResultList()
        .stream()
        .map(PanacheExpectations::toExpectation)
        .collect(groupingBy(Expectation::agent));
  }

  private static Expectation toExpectation(Tuple row) {
    return new Expectation(
        new AgentId(row.get("agent", UUID.class)),
        new CertificateId(row.get("certificate", UUID.class)),
        new DisplayName(row.get("name", String.class)),
        row.get("granted_at", Instant.class),
        versionIn(row, "epoch", "counter")
            .map(version ->
                new Expectation.Newest(
                    version,
                    new SerialNumber(row.get("serial", String.class)),
                    row.get("published_at", Instant.class))),
        versionIn(row, "sealed_epoch", "sealed_counter"));
  }

  private static Optional<Version> versionIn(Tuple row, String epoch, String counter) {
    return Optional.ofNullable(row.get(epoch, Integer.class))
        .map(present -> new Version(present, row.get(counter, Long.class)));
  }

  private static final class Rows implements PanacheRepositoryBase<GrantRow, GrantRow.Key> {}
}
