package org.keyferry.agent.adopt.edit;

import java.util.Optional;
import org.keyferry.agent.adopt.host.Server;

/// A server's own opinion of its configuration.
@FunctionalInterface
public interface Check {

  /// @return why the server would not start with what is on the disk; empty if it would
  Optional<String> refusal(Server server) throws InterruptedException;
}
