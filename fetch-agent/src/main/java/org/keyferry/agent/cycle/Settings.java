package org.keyferry.agent.cycle;

import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.keyferry.agent.identity.KeyHome;

/// What the admin of this host declared.
///
/// @param server base URL of the repository
/// @param state the agent's own directory
/// @param keys where the host's own private keys live
/// @param challenges directory from which the web server answers to http-01
public record Settings(
    URI server,
    Path state,
    KeyHome keys,
    Poll poll,
    List<Target> targets,
    Metrics metrics,
    Optional<Path> challenges) {

  public Settings {
    targets = List.copyOf(targets);
  }

  /// Answering no challenges.
  public Settings(
      URI server, Path state, KeyHome keys, Poll poll, List<Target> targets, Metrics metrics) {
    this(server, state, keys, poll, targets, metrics, Optional.empty());
  }

  /// With keys in files, without metrics, answering no challenges.
  public Settings(URI server, Path state, Poll poll, List<Target> targets) {
    this(server, state, new KeyHome.InFiles(), poll, targets, Metrics.NONE);
  }

  /// The same, but every server may be touched at any time.
  public Settings withoutWindows() {
    var targets = this.targets.stream().map(Target::withoutWindow).toList();
    return new Settings(server, state, keys, poll, targets, metrics, challenges);
  }

  /// How this host stands, in numbers.
  ///
  /// @param textfile written after each round, for the textfile collector of node_exporter
  /// @param listen address of the loopback interface at which they are answered
  public record Metrics(Optional<Path> textfile, Optional<InetSocketAddress> listen) {

    public static final Metrics NONE = new Metrics(Optional.empty(), Optional.empty());
  }

  /// @param longPoll how long the repository may hold a request when there is nothing new
  /// @param firstBackOff before the second try
  /// @param longestBackOff it doubles up to this
  public record Poll(Duration longPoll, Duration firstBackOff, Duration longestBackOff) {}
}
