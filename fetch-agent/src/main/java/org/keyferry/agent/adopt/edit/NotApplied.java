package org.keyferry.agent.adopt.edit;

import java.util.List;

/// Nothing was changed, or everything is as it was before.
public final class NotApplied extends Exception {

  /// @param sentences what stands in the way
  public NotApplied(List<String> sentences) {
    super(String.join("\n", sentences));
  }
}
