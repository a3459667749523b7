package org.keyferry.agent.cycle;

import org.keyferry.agent.identity.AgentIdentity;

/// This host is an agent already.
public final class AlreadyEnrolled extends Exception {

  public AlreadyEnrolled(AgentIdentity identity) {
    super(
        "this host is enrolled already, as "
            + identity.name()
            + " ("
            + identity.agent()
            + "): use --again to enroll it once more; the token says whether it stays the same agent");
  }
}
