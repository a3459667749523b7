package org.keyferry.protocol.officer;

import java.time.Instant;
import java.util.List;

/// What a webhook receives: one message to people.
///
/// @param id of the message, the same in every attempt to send it
/// @param at when it was written
/// @param occasion `change`, `digest` or `trial`
/// @param begun conditions that were not told before, the worst first
/// @param ended conditions that are no more
/// @param lasting conditions that were told before and last; in a digest only
public record NoticeView(
    String id,
    Instant at,
    String occasion,
    List<ConditionView> begun,
    List<ConditionView> ended,
    List<ConditionView> lasting) {

  public NoticeView {
    begun = List.copyOf(begun);
    ended = List.copyOf(ended);
    lasting = List.copyOf(lasting);
  }
}
