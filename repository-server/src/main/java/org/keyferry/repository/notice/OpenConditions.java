package org.keyferry.repository.notice;

import java.time.Instant;
import java.util.Collection;
import java.util.List;

/// What people were told of and what has not ended.
public interface OpenConditions {

  /// All of them, locked for the caller's transaction: one replica looks at a time.
  List<OpenCondition> hold();

  /// All of them, the worst first.
  List<OpenCondition> all();

  /// They were found; those that were not open become so.
  void found(Collection<Condition> conditions, Instant now);

  /// They have ended.
  void ended(Collection<Condition> conditions);
}
