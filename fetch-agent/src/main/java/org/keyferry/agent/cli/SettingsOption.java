package org.keyferry.agent.cli;

import java.io.IOException;
import java.nio.file.Path;
import org.keyferry.agent.cycle.Settings;
import org.keyferry.agent.cycle.yaml.SettingsFile;
import org.keyferry.agent.cycle.yaml.SettingsRefused;
import picocli.CommandLine.Option;

/// `--config`, for every command that needs the settings of this host.
final class SettingsOption {

  @Option(
      names = {"-c", "--config"},
      paramLabel = "FILE",
      defaultValue = "/etc/keyferry/agent.yaml",
      description = "The settings of this host. Default: ${DEFAULT-VALUE}")
  private Path file;

  @SuppressWarnings("NullAway.Init") // picocli sets file
  SettingsOption() {}

  Path file() {
    return file;
  }

  Settings read() throws SettingsRefused, IOException {
    return new SettingsFile(file).read();
  }
}
