package org.keyferry.agent.cycle;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// What the admin of this host declared.
///
/// @param server base URL of the repository
/// @param state the agent's own directory
public record Settings(URI server, Path state, Poll poll, List<Target> targets) {

  public Settings {
    targets = List.copyOf(targets);
  }

  /// @param longPoll how long the repository may hold a request when there is nothing new
  /// @param firstBackOff before the second try
  /// @param longestBackOff it doubles up to this
  public record Poll(Duration longPoll, Duration firstBackOff, Duration longestBackOff) {}
}
