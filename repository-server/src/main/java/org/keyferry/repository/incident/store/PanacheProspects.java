package org.keyferry.repository.incident.store;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Tuple;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hibernate.Session;
import org.hibernate.query.NativeQuery;
import org.keyferry.protocol.bundle.CertificateId;
import org.keyferry.protocol.bundle.Version;
import org.keyferry.protocol.pki.CertificateChain;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.protocol.pki.Identifier;
import org.keyferry.repository.incident.Prospect;
import org.keyferry.repository.incident.Prospects;

/// [Prospects] in the database: two queries for a thousand certificates, over what `certificate`
/// and `issuance` keep.
@ApplicationScoped
@Transactional
class PanacheProspects implements Prospects {

  private static final int AT_ONCE = 1_000;
  private static final String END = "-----END CERTIFICATE-----";

  private static final String NEWEST =
      "select c.id, c.identifiers, c.policy, v.epoch, v.counter, o.ca, r.since,"
          + " left(v.chain, strpos(v.chain, '"
          + END
          + "') + "
          + (END.length() - 1)
          + ") as leaf,"
          + " exists (select 1 from acme_order u where u.certificate = c.id and u.aim = 'publish'"
          + " and u.state not in ('valid', 'invalid', 'cancelled', 'rehearsed')) as is_on_order"
          + " from certificate c"
          + " join lateral (select epoch, counter, chain from certificate_version"
          + " where certificate = c.id order by epoch desc, counter desc limit 1) v on true"
          + " left join acme_order o on o.certificate = c.id and o.epoch = v.epoch"
          + " and o.counter = v.counter and o.state = 'valid'"
          + " left join revocation r on r.certificate = c.id and r.epoch = v.epoch"
          + " and r.counter = v.counter and r.state in ('due', 'revoked')"
          + " where c.id in (:certificates)";

  private static final String FAILURES =
      "select i.certificate, i.ca, count(*) as failed from acme_order i"
          + " where i.certificate in (:certificates) and i.aim = 'publish' and i.state = 'invalid'"
          + " and not exists (select 1 from acme_order v where v.certificate = i.certificate"
          + " and v.aim = 'publish' and v.state = 'valid' and v.id > i.id)"
          + " group by i.certificate, i.ca";

  private final Rows rows = new Rows();

  @Override
  public Map<CertificateId, Prospect> of(Collection<CertificateId> certificates) {
    var ids = new ArrayList<>(certificates);
    var found = new HashMap<CertificateId, Prospect>();
    for (var from = 0; from < ids.size(); from += AT_ONCE) {
      look(ids.subList(from, Math.min(from + AT_ONCE, ids.size())), found);
    }
    return found;
  }

  private void look(List<CertificateId> certificates, Map<CertificateId, Prospect> found) {
    var failures = failuresOf(certificates);
    query(NEWEST, certificates)
        .addScalar("id", UUID.class)
        .addScalar("identifiers", String[].class)
        .addScalar("policy", String.class)
        .addScalar("epoch", Integer.class)
        .addScalar("counter", Long.class)
        .addScalar("ca", String.class)
        .addScalar("since", Instant.class)
        .addScalar("leaf", String.class)
        .addScalar("is_on_order", Boolean.class)
        .getResultList()
        .forEach(row -> {
          var id = new CertificateId(row.get("id", UUID.class));
          found.put(id, toProspect(row, failures.getOrDefault(id, Map.of())));
        });
  }

  private Map<CertificateId, Map<DisplayName, Integer>> failuresOf(
      List<CertificateId> certificates) {
    return query(FAILURES, certificates)
        .addScalar("certificate", UUID.class)
        .addScalar("ca", String.class)
        .addScalar("failed", Integer.class)
        .getResultList()
        .stream()
        .collect(
            Collectors.groupingBy(
                row -> new CertificateId(row.get("certificate", UUID.class)),
                Collectors.toMap(
                    row -> new DisplayName(row.get("ca", String.class)),
                    row -> row.get("failed", Integer.class))));
  }

  private NativeQuery<Tuple> query(String sql, List<CertificateId> certificates) {
    return rows.getEntityManager()
        .unwrap(Session.class)
        .createNativeQuery(sql, Tuple.class)
        .setParameterList("certificates", certificates.stream().map(CertificateId::value).toList());
  }

  private static Prospect toProspect(Tuple row, Map<DisplayName, Integer> failures) {
    return new Prospect(
        Stream.of(row.get("identifiers", String[].class))
            .map(Identifier::of)
            .collect(Collectors.toCollection(TreeSet::new)),
        new DisplayName(row.get("policy", String.class)),
        new Version(row.get("epoch", Integer.class), row.get("counter", Long.class)),
        CertificateChain.ofPem(row.get("leaf", String.class)).leaf(),
        Optional.ofNullable(row.get("ca", String.class)).map(DisplayName::new),
        Optional.ofNullable(row.get("since", Instant.class)),
        row.get("is_on_order", Boolean.class),
        failures);
  }

  private static final class Rows implements PanacheRepositoryBase<RevocationRow, UUID> {}
}
