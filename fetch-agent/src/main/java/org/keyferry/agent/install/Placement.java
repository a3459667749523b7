package org.keyferry.agent.install;

import java.nio.file.Path;
import org.keyferry.agent.disk.Ownership;

/// Where one target lives on this host, as its admin declared.
///
/// @param directory version directories live here; absolute
/// @param switchFile absolute, outside of `directory`
/// @param form what goes into `switchFile`
/// @param ownership of every file with a key in it
public record Placement(Path directory, Path switchFile, SwitchForm form, Ownership ownership) {

  public Placement {
    directory = directory.normalize();
    switchFile = switchFile.normalize();
    if (!directory.isAbsolute() || !switchFile.isAbsolute()) {
      throw new IllegalArgumentException("a placement has absolute paths");
    }
  }
}
