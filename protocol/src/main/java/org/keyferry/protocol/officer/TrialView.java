package org.keyferry.protocol.officer;

import java.util.List;

/// A trial message is on its way.
///
/// @param channels to which: `mail`, `webhook`
public record TrialView(List<String> channels) {

  public TrialView {
    channels = List.copyOf(channels);
  }
}
