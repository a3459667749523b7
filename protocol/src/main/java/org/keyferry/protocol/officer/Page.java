package org.keyferry.protocol.officer;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Part of a list.
///
/// @param items at most as many as asked for (`?limit=`, 1 to 500, 100 if not given)
/// @param next value of `?after=` for the items that follow, or null at the end
public record Page<T>(List<T> items, @Nullable String next) {

  public Page {
    items = List.copyOf(items);
  }
}
