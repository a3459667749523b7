package org.keyferry.repository.notice;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/// Notices that wait to be sent, one entry for each channel.
public interface Outbox {

  /// Joins the caller's transaction: what was noted as told is sent, whatever happens.
  void add(Notice notice, String channel);

  /// @return those whose next attempt is due, the oldest first
  List<Waiting> due(Instant now, int limit);

  /// It went; nothing is left to do.
  void sent(UUID notice, String channel);

  /// It did not go.
  void failed(UUID notice, String channel, String reason, Instant nextAttempt);

  /// It is given up.
  void abandoned(UUID notice, String channel);

  /// @param attempts that failed
  record Waiting(Notice notice, String channel, int attempts) {}
}
