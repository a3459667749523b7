package org.keyferry.agent.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.keyferry.agent.identity.AgentIdentity;
import org.keyferry.agent.identity.IdentityStore;

/// Who this host is, if that can be found out.
///
/// @param failure why it cannot
record Credentials(Optional<AgentIdentity> identity, Optional<IOException> failure) {

  static Credentials of(Path state) {
    if (Files.exists(state) && !Files.isExecutable(state)) {
      return new Credentials(Optional.empty(), Optional.empty()); // closed to this user
    }
    try {
      return new Credentials(new IdentityStore(state).current(), Optional.empty());
    } catch (IOException failure) {
      return new Credentials(Optional.empty(), Optional.of(failure));
    }
  }
}
