package org.keyferry.agent.cycle;

import java.nio.file.Path;

/// Another agent works with the same state directory.
public final class AgentBusy extends Exception {

  public AgentBusy(Path lock) {
    super(
        "another keyferry-agent works with the same state (it holds "
            + lock
            + "): stop it first, or give this one another `state`");
  }
}
