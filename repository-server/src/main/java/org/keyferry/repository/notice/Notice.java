package org.keyferry.repository.notice;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/// One message to people.
///
/// @param id minted by the repository; the same in every attempt to send it
/// @param at when it was written
/// @param begun conditions that people have not been told of before, the worst first
/// @param ended conditions that are no more
/// @param lasting conditions that they were told of before and that last; in a digest only
public record Notice(
    UUID id,
    Instant at,
    Occasion occasion,
    List<Condition> begun,
    List<Condition> ended,
    List<Condition> lasting) {

  public Notice {
    begun = List.copyOf(begun);
    ended = List.copyOf(ended);
    lasting = List.copyOf(lasting);
  }

  /// Why it is sent.
  public enum Occasion {
    /// Something began or ended.
    CHANGE,
    /// The daily list of what lasts.
    DIGEST,
    /// An officer wants to see whether it arrives.
    TRIAL;

    /// As JSON writes it.
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
