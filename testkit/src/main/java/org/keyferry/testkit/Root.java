package org.keyferry.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Whether the tests run as root: some servers can only be started by it.
public final class Root {

  private static final Path SELF = Path.of("/proc/self/status");

  private Root() {}

  public static boolean isThisUser() {
    try {
      return Integer.valueOf(0).equals(Files.getAttribute(SELF, "unix:uid"));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
