package org.keyferry.officer.existing;

import java.nio.file.Path;
import java.util.Optional;

/// Knows the passwords of files.
@FunctionalInterface
public interface Passwords {

  /// @return empty if there is none to be had; the asker overwrites it
  Optional<char[]> of(Path file);
}
