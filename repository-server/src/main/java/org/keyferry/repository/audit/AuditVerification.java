package org.keyferry.repository.audit;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.LongConsumer;
import org.keyferry.protocol.bundle.AuditCheckpoint;

/// Reads the whole record and says whether it is what was written.
///
/// The chain alone shows what was changed, added, taken out or moved. That its end was cut off, or
/// that all of it was written anew, only shows against a checkpoint that somebody else kept.
@ApplicationScoped
public class AuditVerification {

  private static final int PAGE = 1000;

  private final AuditEntries entries;

  public AuditVerification(AuditEntries entries) {
    this.entries = entries;
  }

  /// @param witnesses checkpoints from outside of the database: what agents saw in their manifests,
  ///   what an officer wrote down
  public Verdict verify(Collection<AuditCheckpoint> witnesses) {
    return verify(witnesses, _ -> {});
  }

  /// As [#verify(Collection)].
  ///
  /// @param progress hears now and then how many entries were read and found good
  public Verdict verify(Collection<AuditCheckpoint> witnesses, LongConsumer progress) {
    var expected = new PriorityQueue<>(Comparator.comparingLong(AuditCheckpoint::size));
    expected.addAll(witnesses);
    var reached = AuditChain.start();
    while (true) {
      if (isContradicted(reached, expected)) {
        return new Verdict.Broken(reached.size(), "it is not the entry that a witness saw");
      }
      var page = pageAfter(reached);
      switch (page) {
        case Page.Unreadable(var sequence) -> {
          return new Verdict.Broken(sequence, "it is not an entry");
        }
        case Page.Entries(var read) when read.isEmpty() -> {
          return endingAt(reached, expected);
        }
        case Page.Entries(var read) -> {
          for (var entry : read) {
            if (!entry.equals(AuditChain.next(reached, entry.at(), entry.event()))) {
              return new Verdict.Broken(reached.size() + 1, "it does not follow the one before");
            }
            reached = AuditChain.after(entry);
            if (isContradicted(reached, expected)) {
              return new Verdict.Broken(reached.size(), "it is not the entry that a witness saw");
            }
          }
          progress.accept(reached.size());
        }
      }
    }
  }

  private Page pageAfter(AuditCheckpoint reached) {
    try {
      return new Page.Entries(entries.after(reached.size(), PAGE));
    } catch (UnreadableEntry unreadable) {
      return new Page.Unreadable(unreadable.sequence());
    }
  }

  private static boolean isContradicted(
      AuditCheckpoint reached, PriorityQueue<AuditCheckpoint> expected) {
    while (true) {
      var witness = expected.peek();
      if (witness == null || witness.size() != reached.size()) {
        return false;
      }
      if (!witness.equals(reached)) {
        return true;
      }
      expected.poll();
    }
  }

  private static Verdict endingAt(AuditCheckpoint reached, PriorityQueue<AuditCheckpoint> unmet) {
    return unmet.isEmpty()
        ? new Verdict.Intact(reached)
        : new Verdict.Broken(reached.size() + 1, "it is missing, and a witness saw it");
  }

  /// What came of reading the record.
  public sealed interface Verdict {

    /// @param checkpoint where the record stands
    record Intact(AuditCheckpoint checkpoint) implements Verdict {}

    /// @param sequence the first entry at fault
    /// @param fault what is wrong with it
    record Broken(long sequence, String fault) implements Verdict {}
  }

  private sealed interface Page {

    record Entries(List<AuditEntry> read) implements Page {}

    record Unreadable(long sequence) implements Page {}
  }
}
