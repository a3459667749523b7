package org.keyferry.repository.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.quarkus.runtime.StartupEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.keyferry.protocol.bundle.AuditCheckpoint;
import org.keyferry.repository.audit.Actor;
import org.keyferry.repository.audit.Audit;
import org.keyferry.repository.audit.AuditChain;
import org.keyferry.repository.audit.AuditEntries;
import org.keyferry.repository.audit.AuditEntry;
import org.keyferry.repository.audit.AuditEvent;
import org.keyferry.repository.audit.UnreadableEntry;
import org.keyferry.testkit.TurnableClock;

/// A server whose clock is behind what was recorded does not start.
class ClockCheckTest {

  private static final AuditEvent ANY = AuditEvent.of("any.event", Actor.repository(), "any");
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Duration DAY = Duration.ofDays(1);

  private final TurnableClock clock = TurnableClock.at("2026-11-25T12:00:00Z");
  private final RecordInMemory record = new RecordInMemory();
  private Duration tolerance = Duration.ofMinutes(5);

  @Test
  void aDayBehindIsSaidWithBothTimesAndWhatToDo() {
    record.record(ANY);
    clock.turn(DAY.negated());

    var stopped = catchThrowableOfType(StartRefused.class, this::start);

    assertThat(stopped.reason()).isEqualTo(StartRefused.Reason.CLOCK);
    assertThat(stopped)
        .hasMessageContaining("The clock says 2026-11-24T12:00:00Z")
        .hasMessageContaining("written until 2026-11-25T12:00:00Z: set the clock")
        .hasMessageContaining("start once with keyferry.clock.tolerance=25h.");
    assertThat(record.entries).hasSize(1);
  }

  @Test
  void ofANewRepositoryNothingIsKnown() {
    start();

    assertThat(record.entries).isEmpty();
  }

  @Test
  void theNewestEntryCountsAndNoOther() {
    clock.turn(DAY);
    record.record(ANY);
    clock.turn(DAY.negated());
    record.record(ANY);

    start();

    assertThat(record.entries).hasSize(2);
  }

  @Test
  void replicasMayDifferByTheTolerance() {
    clock.turn(tolerance);
    record.record(ANY);
    clock.turn(tolerance.negated());

    start();
  }

  @Test
  void aLongerToleranceIsNeededForOneStart() {
    record.record(ANY);
    clock.turn(DAY.negated());
    tolerance = DAY.plus(MINUTE);

    start();

    assertThat(record.entries.getLast().event().kind()).isEqualTo("clock.behind");
    assertThat(record.entries.getLast().event().fact("newest")).contains("2026-11-25T12:00:00Z");
    tolerance = MINUTE;
    start();
  }

  @Test
  void whatIsNoEntryIsLeftToWhoVerifiesTheRecord() {
    record.record(ANY);
    record.isReadable = false;

    start();
  }

  private void start() {
    var check = new ClockCheck(record, record, () -> tolerance, clock);
    check.atStart(new StartupEvent());
    check.noteAtStart(new StartupEvent());
  }

  private final class RecordInMemory implements Audit, AuditEntries {

    private final List<AuditEntry> entries = new ArrayList<>();
    private boolean isReadable = true;

    @Override
    public void record(AuditEvent event) {
      entries.add(AuditChain.next(checkpoint(), clock.instant(), event));
    }

    @Override
    public AuditCheckpoint checkpoint() {
      return entries.isEmpty() ? AuditChain.start() : AuditChain.after(entries.getLast());
    }

    @Override
    public List<AuditEntry> after(long sequence, int limit) {
      if (!isReadable) {
        throw new UnreadableEntry(sequence + 1, new IllegalArgumentException("any"));
      }
      return entries.stream().filter(each -> each.sequence() > sequence).limit(limit).toList();
    }
  }
}
