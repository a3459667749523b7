package org.keyferry.acceptance;

import java.net.URI;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import org.keyferry.agent.cycle.Settings;

/// Many agents in one process: each has an identity, a connection and a pace of its own, as the
/// agent has it, and asks for its manifest again and again. They install nothing.
final class Fleet implements AutoCloseable {

  private final URI server;
  private final Settings.Poll poll;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final CountDownLatch stop = new CountDownLatch(1);
  private final List<PollingAgent> agents = new ArrayList<>();
  private final Collection<Request> requests = new ConcurrentLinkedQueue<>();

  Fleet(URI server, Settings.Poll poll) {
    this.server = server;
    this.poll = poll;
  }

  /// From now on this agent asks, beginning at some moment of the next poll.
  void join(SSLContext identity, Random chance) {
    var agent = new PollingAgent(agents.size(), server, identity, poll, chance, requests::add);
    agents.add(agent);
    threads.execute(() -> agent.askUntil(stop));
  }

  int size() {
    return agents.size();
  }

  /// What was asked since then, as [System#nanoTime] has it.
  List<Request> requestsSince(long nanos) {
    return requests.stream().filter(each -> each.at() - nanos >= 0).toList();
  }

  /// How many had an answer to something that they asked since then.
  long reachedSince(long nanos) {
    return requestsSince(nanos).stream()
        .filter(Request::answered)
        .map(Request::agent)
        .distinct()
        .count();
  }

  /// When the last of them asked first, of those that had an answer to what they asked since then.
  /// The repository may have held the request until there was something to say.
  long lastToReachSince(long nanos) {
    return requestsSince(nanos).stream()
        .filter(Request::answered)
        .collect(Collectors.toMap(Request::agent, Request::at, Math::min))
        .values()
        .stream()
        .mapToLong(Long::longValue)
        .max()
        .orElseThrow();
  }

  /// How many were told of news since then.
  long informedSince(long nanos) {
    return agents.stream().filter(each -> each.lastInformed() - nanos >= 0).count();
  }

  @Override
  public void close() {
    stop.countDown();
    agents.forEach(PollingAgent::hangUp);
    threads.close();
  }

  /// @param agent who asked, from 0
  /// @param at when it was made, as [System#nanoTime] has it
  /// @param answered whether the repository served it
  /// @param outcome status line, or what broke
  record Request(int agent, long at, boolean answered, String outcome) {}
}
