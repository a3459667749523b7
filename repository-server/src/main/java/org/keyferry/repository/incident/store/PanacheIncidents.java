package org.keyferry.repository.incident.store;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import jakarta.persistence.Tuple;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.hibernate.Session;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.repository.audit.Actor;
import org.keyferry.repository.incident.Forecast;
import org.keyferry.repository.incident.Incident;
import org.keyferry.repository.incident.Incidents;
import org.keyferry.repository.incident.Replacement;
import org.keyferry.repository.incident.ReplacementState;
import org.keyferry.repository.incident.StoredIncident;
import org.keyferry.repository.incident.StoredReplacement;
import org.keyferry.repository.incident.Tally;
import org.keyferry.repository.incident.Transition;

/// [Incidents] in the database.
@ApplicationScoped
@Transactional
class PanacheIncidents implements Incidents {

  private static final int AT_ONCE = 1_000;

  private final Rows rows = new Rows();
  private final CertificateRows certificateRows = new CertificateRows();
  private final Transitions transitions = new Transitions();

  @Override
  public Optional<StoredIncident> named(DisplayName name) {
    return rows.findByIdOptional(name.value()).map(IncidentRow::toStored);
  }

  @Override
  public Optional<StoredIncident> held(DisplayName name) {
    return rows.findByIdOptional(name.value(), LockModeType.PESSIMISTIC_WRITE)
        .map(IncidentRow::toStored);
  }

  @Override
  public List<StoredIncident> page(Optional<DisplayName> after, int limit) {
    return rows
        .find("name > ?1 order by name", after.map(DisplayName::value).orElse(""))
        .page(0, limit)
        .stream()
        .map(IncidentRow::toStored)
        .toList();
  }

  @Override
  public List<DisplayName> underWay() {
    return rows.find("state in ('running', 'paused') order by name").stream()
        .map(row -> new DisplayName(row.name))
        .toList();
  }

  @Override
  public Optional<Instant> movedAt(DisplayName name) {
    return transitions
        .find("incident = ?1 and certificate is null order by number desc", name.value())
        .firstResultOptional()
        .map(row -> row.toTransition().at());
  }

  @Override
  public boolean add(
      Incident.Planned incident,
      Forecast forecast,
      List<Replacement.Waiting> waiting,
      Actor by,
      Instant now) {
    var name = incident.plan().name();
    if (named(name).isPresent()) {
      return false;
    }
    rows.persistAndFlush(new IncidentRow().take(incident, forecast, by, now));
    transitions.persist(new IncidentTransitionRow().take(incident, by, now));
    var names = namesOf(waiting);
    for (var each : waiting) {
      var certificate = names.get(each.subject().certificate().value());
      certificateRows.persist(new IncidentCertificateRow().take(name, certificate, each, now));
    }
    rows.flush();
    return true;
  }

  private Map<UUID, String> namesOf(List<Replacement.Waiting> waiting) {
    var ids = waiting.stream().map(each -> each.subject().certificate().value()).toList();
    var names = new HashMap<UUID, String>();
    for (var from = 0; from < ids.size(); from += AT_ONCE) {
      rows.getEntityManager()
          .unwrap(Session.class)
          .createNativeQuery("select id, name from certificate where id in (:ids)", Tuple.class)
          .addScalar("id", UUID.class)
          .addScalar("name", String.class)
          .setParameterList("ids", ids.subList(from, Math.min(from + AT_ONCE, ids.size())))
          .getResultList()
          .forEach(row -> names.put(row.get("id", UUID.class), row.get("name", String.class)));
    }
    return names;
  }

  @Override
  public boolean replace(StoredIncident found, Incident next, Actor by, Instant now) {
    var row =
        rows.findByIdOptional(next.plan().name().value(), LockModeType.PESSIMISTIC_WRITE)
            .filter(each -> each.revision == found.revision());
    row.ifPresent(each -> {
      each.takeState(next);
      transitions.persist(new IncidentTransitionRow().take(next, by, now));
    });
    rows.flush();
    return row.isPresent();
  }

  @Override
  public List<StoredReplacement> certificates(
      DisplayName incident, Set<ReplacementState> states, int wave, int limit) {
    return certificateRows
        .find(
            "incident = ?1 and state in ?2 and wave <= ?3 order by wave, name",
            incident.value(),
            states.stream().map(ReplacementState::toString).toList(),
            wave)
        .page(0, limit)
        .stream()
        .map(IncidentCertificateRow::toStored)
        .toList();
  }

  @Override
  public List<StoredReplacement> certificates(
      DisplayName incident, Optional<DisplayName> after, int limit) {
    return certificateRows
        .find(
            "incident = ?1 and name > ?2 order by name",
            incident.value(),
            after.map(DisplayName::value).orElse(""))
        .page(0, limit)
        .stream()
        .map(IncidentCertificateRow::toStored)
        .toList();
  }

  @Override
  public boolean replace(StoredReplacement found, Replacement next, Instant now) {
    var key =
        new IncidentCertificateRow.Key(
            found.incident().value(), next.subject().certificate().value());
    var row =
        certificateRows
            .findByIdOptional(key, LockModeType.PESSIMISTIC_WRITE)
            .filter(each -> each.revision == found.revision());
    row.ifPresent(each -> {
      each.takeState(next, now);
      transitions.persist(new IncidentTransitionRow().take(found, next, now));
    });
    certificateRows.flush();
    return row.isPresent();
  }

  @Override
  public Map<Integer, Tally> tallies(DisplayName incident) {
    var counted = new HashMap<Integer, Map<ReplacementState, Integer>>();
    certificateRows
        .getEntityManager()
        .createQuery(
            "select r.wave, r.state, count(*) from IncidentCertificateRow r"
                + " where r.incident = ?1 group by r.wave, r.state",
            Object[].class)
        .setParameter(1, incident.value())
        .getResultList()
        .forEach(row ->
            counted
                .computeIfAbsent((Integer) row[0], _ -> new EnumMap<>(ReplacementState.class))
                .put(
                    ReplacementState.valueOf(((String) row[1]).toUpperCase(Locale.ROOT)),
                    ((Long) row[2]).intValue()));
    var tallies = new HashMap<Integer, Tally>();
    counted.forEach((wave, states) -> tallies.put(wave, new Tally(states)));
    return tallies;
  }

  @Override
  public List<Transition> transitions(DisplayName incident, long after, int limit) {
    return transitions
        .find("incident = ?1 and number > ?2 order by number", incident.value(), after)
        .page(0, limit)
        .stream()
        .map(IncidentTransitionRow::toTransition)
        .toList();
  }

  private static final class Rows implements PanacheRepositoryBase<IncidentRow, String> {}

  private static final class CertificateRows
      implements PanacheRepositoryBase<IncidentCertificateRow, IncidentCertificateRow.Key> {}

  private static final class Transitions
      implements PanacheRepositoryBase<IncidentTransitionRow, Long> {}
}
