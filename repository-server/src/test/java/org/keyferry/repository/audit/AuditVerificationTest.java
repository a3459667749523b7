package org.keyferry.repository.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.keyferry.protocol.bundle.AuditCheckpoint;
import org.keyferry.protocol.pki.Thumbprint;
import org.keyferry.repository.audit.AuditVerification.Verdict.Broken;
import org.keyferry.repository.audit.AuditVerification.Verdict.Intact;

/// A record is what was written, or the first entry that is not is named.
class AuditVerificationTest {

  private static final Instant NOON = Instant.parse("2026-11-02T12:00:00.123456789Z");
  private static final int LENGTH = 2500; // more than two pages

  private final List<AuditEntry> record = new ArrayList<>();
  private final AuditVerification verification =
      new AuditVerification((sequence, limit) ->
          record.stream().filter(entry -> entry.sequence() > sequence).limit(limit).toList());

  private AuditCheckpoint written = AuditChain.start();

  AuditVerificationTest() {
    IntStream.range(0, LENGTH).forEach(i -> write(anyEvent("subject-" + i)));
  }

  @Test
  void whatWasWrittenIsIntact() {
    assertThat(verification.verify(Set.of())).isEqualTo(new Intact(written));
    assertThat(verification.verify(Set.of(AuditChain.start(), checkpoint(1200), written)))
        .isEqualTo(new Intact(written));
  }

  @Test
  void anEmptyRecordIsIntact() {
    record.clear();

    assertThat(verification.verify(Set.of(AuditChain.start())))
        .isEqualTo(new Intact(AuditChain.start()));
  }

  @Nested
  class WhenSomebodyTampers {

    @Test
    void aChangedFactShows() {
      var entry = record.get(1300);
      replace(1300, entry.event().with("agent", "another"));

      assertThat(verification.verify(Set.of())).isEqualTo(notFollowing(1301));
    }

    @Test
    void aChangedActorKindSubjectOrTimeShows() {
      var entry = record.get(700);
      var event = entry.event();
      replace(700, new AuditEvent(event.kind(), Actor.repository(), "subject-700", event.facts()));
      assertThat(verification.verify(Set.of())).isEqualTo(notFollowing(701));

      replace(700, new AuditEvent("grant.removed", event.actor(), "subject-700", event.facts()));
      assertThat(verification.verify(Set.of())).isEqualTo(notFollowing(701));

      replace(700, new AuditEvent(event.kind(), event.actor(), "subject-7000", event.facts()));
      assertThat(verification.verify(Set.of())).isEqualTo(notFollowing(701));

      record.set(700, new AuditEntry(701, entry.at().plusNanos(1000), event, entry.hash()));
      assertThat(verification.verify(Set.of())).isEqualTo(notFollowing(701));
    }

    @Test
    void aTextThatMovesFromOneMemberToTheNextShows() {
      var entry = record.get(20);
      replace(
          20,
          AuditEvent.of("grant.added", entry.event().actor(), "subject-2")
              .with("0agent".substring(1), "0"));

      assertThat(verification.verify(Set.of())).isEqualTo(notFollowing(21));
    }

    @Test
    void aRemovedEntryShows() {
      record.remove(1999);

      assertThat(verification.verify(Set.of())).isEqualTo(notFollowing(2000));
    }

    @Test
    void aRemovedEntryShowsThoughTheOthersAreNumberedAnew() {
      record.remove(1999);
      for (var i = 1999; i < record.size(); i++) {
        var entry = record.get(i);
        record.set(i, new AuditEntry(i + 1L, entry.at(), entry.event(), entry.hash()));
      }

      assertThat(verification.verify(Set.of())).isEqualTo(notFollowing(2000));
    }

    @Test
    void twoEntriesInEachOthersPlaceShow() {
      var third = record.get(2);
      var fourth = record.get(3);
      record.set(2, new AuditEntry(3, fourth.at(), fourth.event(), fourth.hash()));
      record.set(3, new AuditEntry(4, third.at(), third.event(), third.hash()));

      assertThat(verification.verify(Set.of())).isEqualTo(notFollowing(3));
    }

    @Test
    void anEntryPutBetweenShows() {
      var forged = AuditChain.next(checkpoint(100), NOON, anyEvent("forged"));
      record.add(100, forged);

      assertThat(verification.verify(Set.of())).isEqualTo(notFollowing(102));
    }

    @Test
    void aMissingEndShowsToWhoeverSawIt() {
      record.subList(2000, LENGTH).clear();

      assertThat(verification.verify(Set.of())).isInstanceOf(Intact.class);
      assertThat(verification.verify(Set.of(checkpoint(1000), written)))
          .isEqualTo(new Broken(2001, "it is missing, and a witness saw it"));
    }

    @Test
    void aRecordWrittenAnewShowsToWhoeverSawTheOldOne() {
      var seen = checkpoint(1500);
      record.clear();
      written = AuditChain.start();
      IntStream.range(0, LENGTH).forEach(i -> write(anyEvent("other-" + i)));

      assertThat(verification.verify(Set.of())).isInstanceOf(Intact.class);
      assertThat(verification.verify(Set.of(seen)))
          .isEqualTo(new Broken(1500, "it is not the entry that a witness saw"));
    }

    @Test
    void aForgedBeginningShowsToAWitnessOfNothing() {
      var other = new AuditCheckpoint(0, Thumbprint.of("other"));

      assertThat(verification.verify(Set.of(other))).isInstanceOf(Broken.class);
    }

    private void replace(int index, AuditEvent event) {
      var entry = record.get(index);
      record.set(index, new AuditEntry(entry.sequence(), entry.at(), event, entry.hash()));
    }

    private Broken notFollowing(long sequence) {
      return new Broken(sequence, "it does not follow the one before");
    }
  }

  private AuditCheckpoint checkpoint(int size) {
    return AuditChain.after(record.get(size - 1));
  }

  private void write(AuditEvent event) {
    var entry = AuditChain.next(written, NOON, event);
    record.add(entry);
    written = AuditChain.after(entry);
  }

  private static AuditEvent anyEvent(String subject) {
    return AuditEvent.of("grant.added", new Actor("officer:alice"), subject).with("agent", "0");
  }
}
