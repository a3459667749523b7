package org.keyferry.repository.incident.store;

import static java.util.stream.Collectors.collectingAndThen;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Tuple;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.Session;
import org.keyferry.protocol.bundle.CertificateId;
import org.keyferry.repository.incident.Coverage;
import org.keyferry.repository.incident.Coverages;

/// [Coverages] in the database: one query over what `delivery` and `certificate` keep. Serial
/// numbers count, not the word that the host has for it.
@ApplicationScoped
@Transactional
class PanacheCoverages implements Coverages {

  private static final String TARGETS =
      "select g.certificate, a.name as agent, a.state as agent_state, t.target, t.state, t.detail, t.reported_at,"
          + " coalesce(t.installed_serial = v.serial and not exists (select 1 from served_listener l"
          + " where l.agent = t.agent and l.target = t.target"
          + " and l.served_serial is distinct from v.serial), false) as served"
          + " from delivery_grant g join certificate c on c.id = g.certificate"
          + " join agent a on a.id = g.agent"
          + " left join served_target t on t.agent = g.agent and t.certificate = c.name"
          + " left join lateral (select serial from certificate_version where certificate = c.id"
          + " order by epoch desc, counter desc limit 1) v on true"
          + " where g.certificate in (:certificates) order by a.name, t.target";

  private final Rows rows = new Rows();

  @Override
  public Map<CertificateId, Coverage> of(Collection<CertificateId> certificates) {
    if (certificates.isEmpty()) {
      return Map.of();
    }
    var found =
        rows
            .getEntityManager()
            .unwrap(Session.class)
            .createNativeQuery(TARGETS, Tuple.class)
            .addScalar("certificate", UUID.class)
            .addScalar("agent", String.class)
            .addScalar("agent_state", String.class)
            .addScalar("target", String.class)
            .addScalar("state", String.class)
            .addScalar("detail", String.class)
            .addScalar("reported_at", Instant.class)
            .addScalar("served", Boolean.class)
            .setParameterList(
                "certificates", certificates.stream().map(CertificateId::value).toList())
            .getResultList()
            .stream()
            .collect(
                groupingBy(
                    row -> new CertificateId(row.get("certificate", UUID.class)),
                    collectingAndThen(toList(), PanacheCoverages::coverageOf)));
    var all = new HashMap<CertificateId, Coverage>();
    certificates.forEach(each -> all.put(each, found.getOrDefault(each, Coverage.NOBODY)));
    return all;
  }

  private static Coverage coverageOf(List<Tuple> targets) {
    var lacking = targets.stream().filter(row -> !row.get("served", Boolean.class)).toList();
    return new Coverage(
        targets.size(),
        targets.size() - lacking.size(),
        lacking.stream()
            .filter(PanacheCoverages::isBroken)
            .map(row -> row.get("reported_at", Instant.class))
            .max(Comparator.naturalOrder()),
        lacking.stream()
            .max(Comparator.comparing(PanacheCoverages::isBroken))
            .map(PanacheCoverages::sentence));
  }

  private static boolean isBroken(Tuple row) {
    return "rolled-back".equals(row.get("state", String.class));
  }

  private static String sentence(Tuple row) {
    var agent = row.get("agent", String.class);
    var state = row.get("agent_state", String.class).toLowerCase(Locale.ROOT);
    if (!state.equals("enrolled")) {
      return "agent " + agent + " is " + state;
    }
    if (row.get("target", String.class) == null) {
      return "agent " + agent + " has reported no target for it";
    }
    return "agent "
        + agent
        + ", target "
        + row.get("target", String.class)
        + ": "
        + row.get("state", String.class)
        + Optional.ofNullable(row.get("detail", String.class)).map(each -> ", " + each).orElse("");
  }

  private static final class Rows implements PanacheRepositoryBase<RevocationRow, UUID> {}
}
