package org.keyferry.repository.app;

import static java.util.concurrent.TimeUnit.MINUTES;
import static java.util.concurrent.TimeUnit.SECONDS;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.jboss.logging.Logger;
import org.keyferry.repository.agent.AgentGate;
import org.keyferry.repository.delivery.GrantDesk;

/// What every replica does by itself now and then.
@ApplicationScoped
class Ticks {

  private static final Logger LOG = Logger.getLogger(Ticks.class);
  private static final int LAST_WORDS = 5; // seconds

  private final AgentGate agents;
  private final ServerCertificate certificate;
  private final GrantDesk grants;
  private final FleetMetrics fleet;
  private final IncidentMetrics incidents;
  private final ConditionMetrics conditions;
  private final ScheduledExecutorService executor =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("ticks").factory());

  Ticks(
      AgentGate agents,
      ServerCertificate certificate,
      GrantDesk grants,
      FleetMetrics fleet,
      IncidentMetrics incidents,
      ConditionMetrics conditions) {
    this.agents = agents;
    this.certificate = certificate;
    this.grants = grants;
    this.fleet = fleet;
    this.incidents = incidents;
    this.conditions = conditions;
  }

  void atStart(@Observes StartupEvent event) {
    executor.execute(() -> survive("grants of the revoked", grants::removeThoseOfTheRevoked));
    executor.execute(() -> survive("fleet figures", fleet::read));
    every(1, "fleet figures", fleet::read);
    every(1, "incident figures", incidents::read);
    every(1, "condition figures", conditions::read);
    every(5, "grants of the revoked", grants::removeThoseOfTheRevoked);
    every(1, "agents seen", agents::writeDownCalls);
    every(10, "server certificate", certificate::renewIfDue);
  }

  void atEnd(@Observes ShutdownEvent event) {
    executor.execute(() -> survive("agents seen", agents::writeDownCalls));
    executor.shutdown();
    try {
      if (!executor.awaitTermination(LAST_WORDS, SECONDS)) {
        executor.shutdownNow();
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored") // it never ends and never fails
  private void every(int minutes, String what, Runnable tick) {
    executor.scheduleWithFixedDelay(() -> survive(what, tick), minutes, minutes, MINUTES);
  }

  /// The outermost loop: a tick that fails comes again.
  private static void survive(String what, Runnable tick) {
    try {
      tick.run();
    } catch (RuntimeException fault) {
      LOG.errorf(fault, "tick failed what=\"%s\"", what);
    }
  }
}
