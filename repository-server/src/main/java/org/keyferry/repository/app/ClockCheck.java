package org.keyferry.repository.app;

import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;
import jakarta.transaction.Transactional;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.keyferry.repository.audit.Actor;
import org.keyferry.repository.audit.Audit;
import org.keyferry.repository.audit.AuditEntries;
import org.keyferry.repository.audit.AuditEntry;
import org.keyferry.repository.audit.AuditEvent;
import org.keyferry.repository.audit.UnreadableEntry;

/// Stops the start if the clock is behind what the repository has recorded: tokens and credentials
/// that have expired would be good again, and agents would not believe what is signed.
///
/// Replicas may differ by the tolerance. One whose clock was ahead by more has written into the
/// future; whoever starts with a longer tolerance then says so in the record, whose newest entry is
/// right again.
@ApplicationScoped
class ClockCheck {

  private static final Logger LOG = Logger.getLogger(ClockCheck.class);
  private static final Duration NOTICEABLE = Duration.ofMinutes(1);

  private final Audit audit;
  private final AuditEntries entries;
  private final ClockConfig config;
  private final InstantSource clock;

  ClockCheck(Audit audit, AuditEntries entries, ClockConfig config, InstantSource clock) {
    this.audit = audit;
    this.entries = entries;
    this.config = config;
    this.clock = clock;
  }

  void atStart(
      @Observes @Priority(Interceptor.Priority.LIBRARY_BEFORE + 1) StartupEvent afterTheFounding) {
    var now = clock.instant();
    newestEntry()
        .filter(newest -> newest.isAfter(now.plus(config.tolerance())))
        .ifPresent(newest -> {
          throw new StartRefused(StartRefused.Reason.CLOCK, sentence(newest, now));
        });
  }

  @Transactional
  void noteAtStart(
      @Observes @Priority(Interceptor.Priority.LIBRARY_BEFORE + 2) StartupEvent afterTheCheck) {
    var now = clock.instant();
    newestEntry()
        .filter(newest -> newest.isAfter(now.plus(NOTICEABLE)))
        .ifPresent(newest -> {
          LOG.warnf("clock behind the audit record now=%s newest=%s", now, newest);
          audit.record(
              AuditEvent.of("clock.behind", Actor.repository(), "server").with("newest", newest));
        });
  }

  /// When it was written. Empty, too, if it is no entry: `keyferry-server audit verify` says so.
  private Optional<Instant> newestEntry() {
    try {
      return entries.after(audit.checkpoint().size() - 1, 1).stream()
          .map(AuditEntry::at)
          .findFirst();
    } catch (UnreadableEntry _) {
      return Optional.empty();
    }
  }

  private static String sentence(Instant newest, Instant now) {
    return "The clock says "
        + now.truncatedTo(ChronoUnit.SECONDS)
        + ", and the audit record was written until "
        + newest.truncatedTo(ChronoUnit.SECONDS)
        + ": set the clock (timedatectl set-ntp true). If it is right, it was ahead before, or that"
        + " of a replica is: set that one, and start once with keyferry.clock.tolerance="
        + (Duration.between(now, newest).toHours() + 1)
        + "h.";
  }
}
