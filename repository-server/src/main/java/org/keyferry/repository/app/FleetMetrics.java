package org.keyferry.repository.app;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.keyferry.repository.agent.Agent;
import org.keyferry.repository.approval.Officer;
import org.keyferry.repository.approval.OfficerDesk;
import org.keyferry.repository.certificate.CertificateAuthorities;
import org.keyferry.repository.delivery.Drift;
import org.keyferry.repository.delivery.FleetSummary;
import org.keyferry.repository.delivery.InventoryDesk;
import org.keyferry.repository.issuance.Circuit;
import org.keyferry.repository.issuance.Circuits;
import org.keyferry.repository.issuance.Orders;

/// How the fleet stands, for Prometheus: read from the database once a minute, not at each scrape.
/// Times are seconds since 1970; what is not there yet is not a number.
@ApplicationScoped
class FleetMetrics {

  private static final Agent.State[] LIVING = {Agent.State.ENROLLED, Agent.State.QUARANTINED};

  private static final int MOST_CAS = 500;

  private final InventoryDesk inventory;
  private final OfficerDesk officers;
  private final Circuits circuits;
  private final CertificateAuthorities authorities;
  private final Orders orders;
  private final InstantSource clock;
  private final AtomicReference<Optional<Reading>> last = new AtomicReference<>(Optional.empty());
  private final MultiGauge agents;
  private final MultiGauge drift;
  private final MultiGauge expiries;
  private final MultiGauge cas;

  FleetMetrics(
      InventoryDesk inventory,
      OfficerDesk officers,
      Circuits circuits,
      CertificateAuthorities authorities,
      Orders orders,
      MeterRegistry registry,
      InstantSource clock) {
    this.inventory = inventory;
    this.officers = officers;
    this.circuits = circuits;
    this.authorities = authorities;
    this.orders = orders;
    this.clock = clock;
    this.agents =
        MultiGauge.builder("keyferry.agents")
            .description("Agents by state, without the revoked.")
            .register(registry);
    this.drift =
        MultiGauge.builder("keyferry.targets.in.drift")
            .description("Targets that are not as they should be, by what is wrong with them.")
            .register(registry);
    this.expiries =
        MultiGauge.builder("keyferry.officer.expiry.timestamp.seconds")
            .description("When an officer's certificate expires.")
            .register(registry);
    this.cas =
        MultiGauge.builder("keyferry.ca.up")
            .description("1 if the CA is asked, 0 if it counts as down.")
            .register(registry);
    gauge(
        registry,
        "keyferry.agents.silent",
        "Agents that have not called for long.",
        reading -> reading.fleet().silent());
    gauge(
        registry,
        "keyferry.targets",
        "Targets that agents have reported.",
        reading -> reading.fleet().targets());
    gauge(
        registry,
        "keyferry.rogue.certificates",
        "Certificates that a CA should not have issued, kept aside with their orders.",
        Reading::rogues);
    moment(
        registry,
        "keyferry.served.earliest.expiry.timestamp.seconds",
        "When the first of all certificates that are served expires.",
        reading -> reading.fleet().earliestExpiry());
    moment(
        registry,
        "keyferry.report.oldest.timestamp.seconds",
        "When the agent reported that has not reported for the longest.",
        reading -> reading.fleet().oldestReport());
    moment(
        registry,
        "keyferry.report.newest.timestamp.seconds",
        "When an agent last reported.",
        reading -> reading.fleet().newestReport());
    moment(
        registry,
        "keyferry.fleet.read.timestamp.seconds",
        "When these figures were read from the database.",
        reading -> Optional.of(reading.at()));
  }

  /// To be called about once a minute.
  void read() {
    var fleet = inventory.summary();
    var now = clock.instant();
    agents.register(rows("state", LIVING, fleet.agents()), true);
    drift.register(rows("kind", Drift.Kind.values(), fleet.drift()), true);
    expiries.register(
        officers.all().stream()
            .filter(each -> each.state() == Officer.State.ACTIVE && each.expires().isAfter(now))
            .<MultiGauge.Row<?>>map(each ->
                MultiGauge.Row.of(
                    Tags.of("officer", each.name().value()), each.expires().getEpochSecond()))
            .toList(),
        true);
    cas.register(casThatAreUp(), true);
    last.set(Optional.of(new Reading(now, fleet, orders.rogues())));
  }

  private List<MultiGauge.Row<?>> casThatAreUp() {
    var noted = circuits.all();
    return authorities.page(Optional.empty(), MOST_CAS).stream()
        .<MultiGauge.Row<?>>map(ca ->
            MultiGauge.Row.of(
                Tags.of("ca", ca.name().value()),
                noted.get(ca.name()) instanceof Circuit.Tripped ? 0 : 1))
        .toList();
  }

  private void moment(
      MeterRegistry registry,
      String name,
      String description,
      Function<Reading, Optional<Instant>> moment) {
    gauge(
        registry,
        name,
        description,
        reading ->
            moment.apply(reading).map(each -> (double) each.getEpochSecond()).orElse(Double.NaN));
  }

  private void gauge(
      MeterRegistry registry, String name, String description, ToDoubleFunction<Reading> value) {
    Gauge.builder(name, last, each -> each.get().map(value::applyAsDouble).orElse(Double.NaN))
        .description(description)
        .register(registry);
  }

  /// A row for each value, also where there is none to count.
  private static <E extends Enum<E>> List<MultiGauge.Row<?>> rows(
      String tag, E[] values, Map<E, Long> counted) {
    return Arrays.stream(values)
        .<MultiGauge.Row<?>>map(each ->
            MultiGauge.Row.of(Tags.of(tag, each.toString()), counted.getOrDefault(each, 0L)))
        .toList();
  }

  private record Reading(Instant at, FleetSummary fleet, long rogues) {}
}
