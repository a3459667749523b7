package org.keyferry.agent.adopt;

import java.nio.file.Path;
import java.util.List;
import org.keyferry.agent.adopt.host.Server;

/// A target that takes over what is served now.
///
/// @param certificate its name in the repository, as proposed
/// @param directory for the versions
/// @param switchFile what the agent replaces with each version; for HAProxy the PEM file itself
/// @param listeners where to look whether it is served
/// @param findings what it takes over
record AdoptedTarget(
    String name,
    Server server,
    String certificate,
    Path directory,
    Path switchFile,
    List<Listener> listeners,
    List<Finding> findings) {

  AdoptedTarget {
    listeners = List.copyOf(listeners);
    findings = List.copyOf(findings);
  }

  /// @param serverName empty: none is asked for
  record Listener(String address, String serverName) {}
}
