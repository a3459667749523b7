package org.keyferry.repository.notice;

import java.time.Instant;
import java.util.List;

/// Looks for conditions of some kinds.
interface ConditionSource {

  /// Everything that somebody must see to now, whether it was told or not.
  List<Condition> find(Instant now);
}
