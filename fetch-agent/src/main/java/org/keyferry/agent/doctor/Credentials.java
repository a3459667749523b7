package org.keyferry.agent.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.util.Optional;
import org.keyferry.agent.cycle.Settings;
import org.keyferry.agent.identity.AgentIdentity;
import org.keyferry.agent.identity.IdentityStore;

/// Who this host is, if that can be found out.
///
/// @param failure why it cannot
record Credentials(Optional<AgentIdentity> identity, Optional<IOException> failure) {

  /// A token is asked if the keys are in one: its PIN is tried once.
  static Credentials of(Settings settings) {
    var state = settings.state();
    if (Files.exists(state) && !Files.isExecutable(state)) {
      return new Credentials(Optional.empty(), Optional.empty()); // closed to this user
    }
    try {
      if (IdentityStore.card(state).isEmpty()) {
        return new Credentials(Optional.empty(), Optional.empty());
      }
      var store = // open as long as this process, which ends soon: its keys are used
          IdentityStore.open(state, settings.keys(), new SecureRandom()); // makes no key
      return new Credentials(store.current(), Optional.empty());
    } catch (IOException failure) {
      return new Credentials(Optional.empty(), Optional.of(failure));
    }
  }
}
