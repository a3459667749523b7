package org.keyferry.repository.delivery;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.keyferry.protocol.bundle.AgentId;
import org.keyferry.protocol.bundle.CertificateId;
import org.keyferry.repository.audit.AuditEntry;

/// Seals what the change feed says there is to seal; and at the start, after a fault, and now and
/// then, whatever nobody sealed before. One thread on each replica; which replica seals does not
/// matter.
@ApplicationScoped
class SealingWorker {

  private static final Logger LOG = Logger.getLogger(SealingWorker.class);
  private static final Duration AFTER_A_FAULT = Duration.ofSeconds(10);
  private static final Duration NOW_AND_THEN = Duration.ofMinutes(5);

  private final BundleSealer sealer;
  private final Grants grants;
  private final BlockingQueue<CertificateId> due = new LinkedBlockingQueue<>();
  private final Thread thread =
      Thread.ofPlatform().daemon().name("bundle-sealing").unstarted(this::work);

  /// How long it may be quiet before all grants are looked at.
  private Duration patience = Duration.ZERO;

  private volatile boolean stopped;

  SealingWorker(BundleSealer sealer, Grants grants) {
    this.sealer = sealer;
    this.grants = grants;
  }

  void start(@Observes StartupEvent started) {
    thread.start();
  }

  void stop(@Observes ShutdownEvent stopping) {
    stopped = true;
    thread.interrupt();
  }

  void onChange(@Observes AuditEntry entry) {
    switch (entry.event().kind()) {
      case "version.published", "grant.added" ->
          entry.event().fact("certificate").map(CertificateId::parse).ifPresent(due::add);
      case "agent.enrolled-again" ->
          entry.event().fact("agent").map(AgentId::parse).ifPresent(this::sealAllTo);
      default -> {
        // nothing new to seal
      }
    }
  }

  /// What is sealed to it is sealed to a key that it has no longer.
  private void sealAllTo(AgentId agent) {
    grants.of(agent).stream().map(Grant::certificate).forEach(due::add);
  }

  private void work() {
    while (!stopped) {
      try {
        var certificate = due.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
        if (certificate == null) {
          due.addAll(grants.certificates());
          patience = NOW_AND_THEN;
        } else {
          seal(certificate);
        }
      } catch (InterruptedException stopping) {
        Thread.currentThread().interrupt();
        return;
      } catch (RuntimeException | Error fault) { // without this thread nothing is sealed
        patience = AFTER_A_FAULT;
        if (!stopped) {
          LOG.errorf(fault, "bundles not sealed, looking again in=%s", AFTER_A_FAULT);
        }
      }
    }
  }

  private void seal(CertificateId certificate) {
    while (!stopped && sealer.seal(certificate)) {
      LOG.debugf("more agents to seal to certificate=%s", certificate);
    }
  }
}
