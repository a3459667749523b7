package org.keyferry.repository.app;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import org.keyferry.repository.issuance.CaClocks;

/// What the CAs make of the clock of this server, for Prometheus.
@ApplicationScoped
class ClockMetrics {

  private final CaClocks clocks;
  private final MeterRegistry registry;

  ClockMetrics(CaClocks clocks, MeterRegistry registry) {
    this.clocks = clocks;
    this.registry = registry;
  }

  void atStart(@Observes StartupEvent event) {
    Gauge.builder("keyferry.clock.ahead.seconds", clocks, ClockMetrics::ahead)
        .description(
            "How far this clock is ahead of that of the CA with which it agrees least; negative:"
                + " behind.")
        .register(registry);
  }

  private static double ahead(CaClocks clocks) {
    return clocks.ahead().map(Duration::toSeconds).map(Long::doubleValue).orElse(Double.NaN);
  }
}
