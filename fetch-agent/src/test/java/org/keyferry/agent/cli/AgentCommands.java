package org.keyferry.agent.cli;

import java.security.SecureRandom;
import java.time.Instant;
import org.keyferry.agent.cycle.AgentDesk;
import org.keyferry.agent.cycle.StopSignal;
import org.keyferry.agent.cycle.World;
import org.keyferry.testkit.TurnableClock;
import picocli.CommandLine;

/// The commands, to look at and not to run.
final class AgentCommands {

  private AgentCommands() {}

  static CommandLine all() {
    var world = new World(TurnableClock.at(Instant.EPOCH), new SecureRandom(), duration -> {}, "0");
    return AgentCommand.commandLine(new AgentDesk(world), new StopSignal(), "0");
  }
}
