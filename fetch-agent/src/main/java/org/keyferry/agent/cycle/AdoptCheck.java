package org.keyferry.agent.cycle;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.keyferry.agent.adopt.Commands;
import org.keyferry.agent.adopt.edit.Check;
import org.keyferry.agent.adopt.host.Server;
import org.keyferry.agent.reload.CommandOutcome;
import org.keyferry.agent.reload.Recipe;
import org.keyferry.agent.reload.RecipeRunner;

/// Asks the servers of a host what they think of their configuration.
public final class AdoptCheck implements Check {

  private static final Duration LONGEST = Duration.ofSeconds(60);

  private final Commands commands;
  private final RecipeRunner runner = new RecipeRunner();

  public AdoptCheck(Commands commands) {
    this.commands = commands;
  }

  @Override
  public Optional<String> refusal(Server server) throws InterruptedException {
    var command = commands.checkFromHere(server);
    if (command.isEmpty()) {
      return Optional.of("the host has no program " + commands.check(server).getFirst());
    }
    return switch (runner.validate(new Recipe(command, List.of(), LONGEST))) {
      case CommandOutcome.Succeeded _ -> Optional.empty();
      case CommandOutcome.Failed(var reason) -> Optional.of(reason);
      case CommandOutcome.Hung(var reason) -> Optional.of(reason);
    };
  }
}
