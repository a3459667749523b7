package org.keyferry.repository.app;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Map;
import org.keyferry.repository.incident.IncidentState;
import org.keyferry.repository.incident.Incidents;
import org.keyferry.repository.incident.ReplacementState;
import org.keyferry.repository.incident.RevocationState;
import org.keyferry.repository.incident.Revocations;
import org.keyferry.repository.incident.Tally;

/// How incidents and revocations stand, for Prometheus: read from the database once a minute, not
/// at each scrape.
@ApplicationScoped
class IncidentMetrics {

  private final Incidents incidents;
  private final Revocations revocations;
  private final MultiGauge states;
  private final MultiGauge certificates;
  private final MultiGauge revoked;

  IncidentMetrics(Incidents incidents, Revocations revocations, MeterRegistry registry) {
    this.incidents = incidents;
    this.revocations = revocations;
    this.states =
        MultiGauge.builder("keyferry.incident.paused")
            .description("Incidents that are under way: 1 if it is paused, 0 if it is running.")
            .register(registry);
    this.certificates =
        MultiGauge.builder("keyferry.incident.certificates")
            .description("Certificates of incidents that are under way, by state.")
            .register(registry);
    this.revoked =
        MultiGauge.builder("keyferry.revocations")
            .description("Revocations by state.")
            .register(registry);
  }

  /// To be called about once a minute.
  void read() {
    var paused = new ArrayList<MultiGauge.Row<?>>();
    var counted = new ArrayList<MultiGauge.Row<?>>();
    for (var name : incidents.underWay()) {
      incidents
          .named(name)
          .ifPresent(found -> {
            var incident = Tags.of("incident", name.value());
            var isPaused = IncidentState.of(found.incident()) == IncidentState.PAUSED;
            paused.add(MultiGauge.Row.of(incident, isPaused ? 1 : 0));
            var tallies = incidents.tallies(name);
            for (var state : ReplacementState.values()) {
              counted.add(
                  MultiGauge.Row.of(incident.and("state", state.toString()), sum(tallies, state)));
            }
          });
    }
    states.register(paused, true);
    certificates.register(counted, true);
    var byState = revocations.count();
    var rows = new ArrayList<MultiGauge.Row<?>>();
    for (var state : RevocationState.values()) {
      rows.add(
          MultiGauge.Row.of(Tags.of("state", state.toString()), byState.getOrDefault(state, 0L)));
    }
    revoked.register(rows, true);
  }

  private static int sum(Map<Integer, Tally> tallies, ReplacementState state) {
    return tallies.values().stream().mapToInt(each -> each.in(state)).sum();
  }
}
