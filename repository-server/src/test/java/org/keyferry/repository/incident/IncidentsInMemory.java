package org.keyferry.repository.incident;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.keyferry.protocol.bundle.CertificateId;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.repository.audit.Actor;

/// Incidents in the memory of a test.
final class IncidentsInMemory implements Incidents {

  private final Map<DisplayName, StoredIncident> all = new TreeMap<>();
  private final Map<CertificateId, StoredReplacement> certificates = new LinkedHashMap<>();
  private final List<Transition> transitions = new ArrayList<>();

  @Override
  public Optional<StoredIncident> named(DisplayName name) {
    return Optional.ofNullable(all.get(name));
  }

  @Override
  public Optional<StoredIncident> held(DisplayName name) {
    return named(name);
  }

  @Override
  public List<StoredIncident> page(Optional<DisplayName> after, int limit) {
    return List.copyOf(all.values());
  }

  @Override
  public List<DisplayName> underWay() {
    return all.values().stream()
        .map(StoredIncident::incident)
        .filter(each -> each instanceof Incident.Running || each instanceof Incident.Paused)
        .map(each -> each.plan().name())
        .toList();
  }

  @Override
  public Optional<Instant> movedAt(DisplayName name) {
    throw new IllegalStateException("nobody asks");
  }

  @Override
  public boolean add(
      Incident.Planned incident,
      Forecast forecast,
      List<Replacement.Waiting> waiting,
      Actor by,
      Instant now) {
    var name = incident.plan().name();
    all.put(name, new StoredIncident(incident, forecast, 0, by, now));
    note(now, Optional.empty(), IncidentState.of(incident).toString());
    for (var each : waiting) {
      var certificate = each.subject().certificate();
      certificates.put(
          certificate,
          new StoredReplacement(
              name,
              new DisplayName("c" + certificate.value().getLeastSignificantBits()),
              each,
              0,
              now));
    }
    return true;
  }

  @Override
  public boolean replace(StoredIncident found, Incident next, Actor by, Instant now) {
    var name = next.plan().name();
    var row = named(name).filter(each -> each.revision() == found.revision());
    row.ifPresent(each -> {
      all.put(
          name,
          new StoredIncident(
              next, each.forecast(), each.revision() + 1, each.plannedBy(), each.plannedAt()));
      note(now, Optional.empty(), IncidentState.of(next).toString());
    });
    return row.isPresent();
  }

  @Override
  public List<StoredReplacement> certificates(
      DisplayName incident, Set<ReplacementState> states, int wave, int limit) {
    return certificates.values().stream()
        .filter(each -> states.contains(ReplacementState.of(each.replacement())))
        .filter(each -> each.replacement().subject().wave() <= wave)
        .sorted(Comparator.comparingInt(each -> each.replacement().subject().wave()))
        .limit(limit)
        .toList();
  }

  @Override
  public List<StoredReplacement> certificates(
      DisplayName incident, Optional<DisplayName> after, int limit) {
    return List.copyOf(certificates.values());
  }

  @Override
  public boolean replace(StoredReplacement found, Replacement next, Instant now) {
    var id = next.subject().certificate();
    var row =
        Optional.ofNullable(certificates.get(id))
            .filter(each -> each.revision() == found.revision());
    row.ifPresent(each -> {
      certificates.put(
          id, new StoredReplacement(each.incident(), each.name(), next, each.revision() + 1, now));
      note(now, Optional.of(each.name()), ReplacementState.of(next).toString());
    });
    return row.isPresent();
  }

  @Override
  public Map<Integer, Tally> tallies(DisplayName incident) {
    var counted = new HashMap<Integer, Map<ReplacementState, Integer>>();
    for (var each : certificates.values()) {
      counted
          .computeIfAbsent(each.replacement().subject().wave(), _ -> new HashMap<>())
          .merge(ReplacementState.of(each.replacement()), 1, Integer::sum);
    }
    var tallies = new HashMap<Integer, Tally>();
    counted.forEach((wave, states) -> tallies.put(wave, new Tally(states)));
    return tallies;
  }

  @Override
  public List<Transition> transitions(DisplayName incident, long after, int limit) {
    return List.copyOf(transitions);
  }

  private void note(Instant at, Optional<DisplayName> certificate, String state) {
    transitions.add(
        new Transition(
            transitions.size() + 1, at, certificate, state, Optional.empty(), Actor.repository()));
  }
}
