package org.keyferry.repository.app.command;

import java.io.IOException;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/// Which release this is, as the build wrote it.
final class Release implements IVersionProvider {

  @Override
  public String[] getVersion() throws IOException {
    var written = new Properties();
    try (var file = Release.class.getResourceAsStream("/keyferry-release.properties")) {
      if (file != null) {
        written.load(file);
      }
    }
    return new String[] {"keyferry-server " + written.getProperty("release", "unknown")};
  }
}
