package org.keyferry.repository.incident.store;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Tuple;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.hibernate.Session;
import org.keyferry.protocol.bundle.CertificateId;
import org.keyferry.protocol.bundle.Version;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.protocol.pki.SerialNumber;
import org.keyferry.repository.incident.Candidate;
import org.keyferry.repository.incident.Candidates;
import org.keyferry.repository.incident.Selection;

/// [Candidates] in the database: one query over what `certificate`, `issuance`, `custody` and
/// `delivery` keep, since there may be very many.
@ApplicationScoped
@Transactional
class PanacheCandidates implements Candidates {

  private static final String NEWEST =
      "select c.id, c.name, c.policy, v.epoch, v.counter, v.serial, v.published_at, o.ca,"
          + " (select string_agg(a.name, ' ' order by a.name) from delivery_grant g"
          + " join agent a on a.id = g.agent where g.certificate = c.id) as agents"
          + " from certificate c"
          + " join lateral (select epoch, counter, serial, key, published_at"
          + " from certificate_version where certificate = c.id"
          + " order by epoch desc, counter desc limit 1) v on true"
          + " left join acme_order o on o.certificate = c.id and o.epoch = v.epoch"
          + " and o.counter = v.counter and o.state = 'valid'"
          + " left join key_record k on k.id = v.key"
          + " where true";

  private final Rows rows = new Rows();

  @Override
  public List<Candidate> meeting(Selection selection) {
    var values = new HashMap<String, Object>();
    var query =
        rows.getEntityManager()
            .unwrap(Session.class)
            .createNativeQuery(
                NEWEST + conditionsOf(selection, values) + " order by c.name", Tuple.class)
            .addScalar("id", UUID.class)
            .addScalar("name", String.class)
            .addScalar("policy", String.class)
            .addScalar("epoch", Integer.class)
            .addScalar("counter", Long.class)
            .addScalar("serial", String.class)
            .addScalar("published_at", Instant.class)
            .addScalar("ca", String.class)
            .addScalar("agents", String.class);
    values.forEach(query::setParameter);
    var wanted = selection.serials();
    return query.getResultList().stream()
        .map(PanacheCandidates::toCandidate)
        .filter(each -> wanted.isEmpty() || wanted.contains(each.serial()))
        .toList();
  }

  private static String conditionsOf(Selection selection, Map<String, Object> values) {
    var conditions = new StringBuilder();
    selection
        .ca()
        .ifPresent(ca -> {
          conditions.append(" and o.ca = :ca");
          values.put("ca", ca.value());
        });
    selection
        .account()
        .ifPresent(account -> {
          conditions.append(
              " and o.ca in (select m.ca from acme_account m where m.location = :account)");
          values.put("account", account.toString());
        });
    selection
        .keyType()
        .ifPresent(type -> {
          conditions.append(" and k.type = :type");
          values.put("type", type.name());
        });
    selection
        .agent()
        .ifPresent(agent -> {
          conditions.append(
              " and exists (select 1 from delivery_grant g join agent a on a.id = g.agent"
                  + " where g.certificate = c.id and a.name = :agent)");
          values.put("agent", agent.value());
        });
    selection
        .name()
        .ifPresent(pattern -> {
          conditions.append(
              " and (c.name like :pattern or exists"
                  + " (select 1 from unnest(c.identifiers) i where i like :pattern))");
          values.put("pattern", pattern.toLike());
        });
    selection
        .issuedFrom()
        .ifPresent(from -> {
          conditions.append(" and v.published_at >= :from");
          values.put("from", from);
        });
    selection
        .issuedTo()
        .ifPresent(to -> {
          conditions.append(" and v.published_at < :to");
          values.put("to", to);
        });
    return conditions.toString();
  }

  private static Candidate toCandidate(Tuple row) {
    return new Candidate(
        new CertificateId(row.get("id", UUID.class)),
        new DisplayName(row.get("name", String.class)),
        new DisplayName(row.get("policy", String.class)),
        new Version(row.get("epoch", Integer.class), row.get("counter", Long.class)),
        new SerialNumber(row.get("serial", String.class)),
        Optional.ofNullable(row.get("ca", String.class)).map(DisplayName::new),
        row.get("published_at", Instant.class),
        Optional.ofNullable(row.get("agents", String.class)).stream()
            .flatMap(names -> Stream.of(names.split(" ")))
            .map(DisplayName::new)
            .toList());
  }

  private static final class Rows implements PanacheRepositoryBase<IncidentRow, String> {}
}
