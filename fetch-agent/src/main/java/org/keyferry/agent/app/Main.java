package org.keyferry.agent.app;

import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.runtime.annotations.QuarkusMain;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.keyferry.agent.cli.AgentCommand;
import org.keyferry.agent.cycle.AgentDesk;
import org.keyferry.agent.cycle.StopSignal;

/// The program.
@QuarkusMain
public class Main implements QuarkusApplication {

  private final AgentDesk desk;
  private final StopSignal stop;
  private final Farewell farewell;
  private final String version;

  Main(
      AgentDesk desk,
      StopSignal stop,
      Farewell farewell,
      @ConfigProperty(name = "quarkus.application.version") String version) {
    this.desk = desk;
    this.stop = stop;
    this.farewell = farewell;
    this.version = version;
  }

  @Override
  public int run(String... arguments) {
    farewell.begun();
    try {
      return AgentCommand.commandLine(desk, stop, version).execute(arguments);
    } finally {
      farewell.ended();
    }
  }
}
