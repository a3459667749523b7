package org.keyferry.agent.cycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.keyferry.agent.ScriptedHost;
import org.keyferry.agent.ScriptedRepository;
import org.keyferry.protocol.agent.Report;
import org.keyferry.protocol.bundle.Version;
import org.keyferry.protocol.problem.ProblemType;
import org.keyferry.testkit.TurnableClock;

/// The agent follows the repository until it is told to stop.
class LoopTest {

  @TempDir private Path directory;

  private final TurnableClock clock = TurnableClock.at(Instant.now());
  private final ScriptedRepository repository = ScriptedRepository.at(clock);

  @AfterEach
  void close() {
    repository.close();
  }

  @Test
  void newsArriveWhileTheRepositoryHoldsTheRequest() throws Exception {
    var host = ScriptedHost.in(directory, repository, clock).withFiles("/bin/true").enrolled();
    try (var _ = running(host)) {
      repository.awaitReport(report -> state(report).equals("waiting"));

      repository.publishes(new Version(1, 1));
      repository.awaitReport(report -> "1.1".equals(report.targets().getFirst().installed()));
      repository.publishes(new Version(1, 2));
      repository.awaitReport(report -> "1.2".equals(report.targets().getFirst().installed()));
    }
  }

  @Test
  void theAgentComesBackToARepositoryThatWasDown() throws Exception {
    var host = ScriptedHost.in(directory, repository, clock).withFiles("/bin/true").enrolled();
    repository.refuses(ProblemType.DATABASE_UNAVAILABLE);
    repository.publishes(new Version(1, 1));
    try (var _ = running(host)) {
      repository.awaitRequests("GET /v1/manifest", 3);
      repository.refuses(null);

      repository.awaitReport(report -> "1.1".equals(report.targets().getFirst().installed()));
    }
  }

  private static String state(Report report) {
    return report.targets().getFirst().state();
  }

  /// Ends at once when it is told to, not when its wait is over.
  private static Running running(ScriptedHost host) {
    var stop = new StopSignal();
    var thread = Executors.newSingleThreadExecutor();
    var ended =
        thread.submit(() -> {
          host.desk().run(host.settings(), stop);
          return true;
        });
    return () -> {
      stop.stop();
      thread.shutdown();
      try {
        assertThat(ended.get(30, TimeUnit.SECONDS)).isTrue();
      } catch (InterruptedException | ExecutionException | TimeoutException failure) {
        throw new AssertionError("the agent did not end", failure);
      }
    };
  }

  private interface Running extends AutoCloseable {
    @Override
    void close();
  }
}
