package org.keyferry.repository.notice;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.keyferry.repository.incident.Incident;
import org.keyferry.repository.incident.Incidents;

/// Incidents that go no further: a wave failed, or an officer paused them.
@ApplicationScoped
class StoppedIncidents implements ConditionSource {

  private final Incidents incidents;

  StoppedIncidents(Incidents incidents) {
    this.incidents = incidents;
  }

  @Override
  public List<Condition> find(Instant now) {
    return incidents.underWay().stream()
        .flatMap(name -> incidents.named(name).stream())
        .flatMap(found -> conditionOf(found.incident(), now).stream())
        .toList();
  }

  private Optional<Condition> conditionOf(Incident incident, Instant now) {
    if (!(incident instanceof Incident.Paused paused)) {
      return Optional.empty();
    }
    var name = paused.plan().name();
    return Optional.of(
        new Condition(
            Condition.Kind.INCIDENT_PAUSED,
            name.value(),
            incidents.movedAt(name).orElse(now),
            paused.why() + "; keyferry incidents show " + name + " --failed"));
  }
}
