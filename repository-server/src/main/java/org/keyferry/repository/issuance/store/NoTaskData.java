package org.keyferry.repository.issuance.store;

import com.github.kagkarlsson.scheduler.serializer.Serializer;
import org.jspecify.annotations.Nullable;

/// Tasks here carry no data: what they are about stands in tables of its own. So nothing in the
/// schedule is ever deserialized.
final class NoTaskData implements Serializer {

  @Override
  public byte @Nullable [] serialize(@Nullable Object data) {
    if (data != null) {
      throw new IllegalStateException("tasks carry no data");
    }
    return null;
  }

  @Override
  public <T> @Nullable T deserialize(Class<T> type, byte @Nullable [] octets) {
    if (octets != null) {
      throw new IllegalStateException("tasks carry no data");
    }
    return null;
  }
}
