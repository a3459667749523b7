package org.keyferry.agent.app;

import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.keyferry.agent.cli.AgentCommand;
import org.keyferry.agent.cycle.AgentDesk;
import org.keyferry.agent.cycle.StopSignal;

/// The program.
@QuarkusMain
public class Main implements QuarkusApplication {

  private static final int LONGEST_FAREWELL = 60;

  private final AgentDesk desk;
  private final StopSignal stop;
  private final String version;

  Main(
      AgentDesk desk,
      StopSignal stop,
      @ConfigProperty(name = "quarkus.application.version") String version) {
    this.desk = desk;
    this.stop = stop;
    this.version = version;
  }

  @Override
  public int run(String... arguments) {
    var ended = new CountDownLatch(1);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> end(stop, ended), "end"));
    try {
      return AgentCommand.commandLine(desk, stop, version).execute(arguments);
    } finally {
      ended.countDown();
    }
  }

  /// An installation that is under way comes to its end.
  private static void end(StopSignal stop, CountDownLatch ended) {
    stop.stop();
    try {
      var _ = ended.await(LONGEST_FAREWELL, TimeUnit.SECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
