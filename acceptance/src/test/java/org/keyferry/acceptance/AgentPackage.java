package org.keyferry.acceptance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// The .deb of the agent, as `-Ppackages` builds it.
final class AgentPackage {

  private AgentPackage() {}

  static Optional<Path> built() throws IOException {
    var target = Path.of(System.getProperty("keyferry.root"), "fetch-agent", "target");
    try (var found = Files.newDirectoryStream(target, "keyferry-agent_*.deb")) {
      var packages = found.iterator();
      return packages.hasNext() ? Optional.of(packages.next()) : Optional.empty();
    }
  }
}
