package org.keyferry.agent.doctor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/// The host as a doctor finds it.
///
/// @param root `/`; a test has another
/// @param environment of this process
/// @param uid that looks
/// @param user its name
public record Host(Path root, Map<String, String> environment, int uid, String user) {

  private static final Path SELF = Path.of("/proc/self");

  public Host {
    environment = Map.copyOf(environment);
  }

  public static Host ofThisProcess() {
    try {
      return new Host(
          Path.of("/"),
          System.getenv(),
          ownerOf(SELF).orElseThrow(),
          String.valueOf(Files.getOwner(SELF)));
    } catch (IOException impossible) {
      throw new UncheckedIOException("a Linux host has /proc", impossible);
    }
  }

  /// @param path absolute, as an admin writes it
  Path at(String path) {
    return root.resolve(path.substring(1));
  }

  boolean isRoot() {
    return uid == 0;
  }

  /// Whether this user sees what the agent sees.
  ///
  /// @param state the agent's state directory
  boolean isAgent(Path state) {
    return isRoot() || ownerOf(state).stream().anyMatch(each -> each == uid);
  }

  static Optional<Integer> mode(Path path) throws IOException {
    return Files.getAttribute(path, "unix:mode") instanceof Integer mode
        ? Optional.of(mode)
        : Optional.empty();
  }

  private static OptionalInt ownerOf(Path path) {
    try {
      return Files.getAttribute(path, "unix:uid") instanceof Integer uid
          ? OptionalInt.of(uid)
          : OptionalInt.empty();
    } catch (IOException absent) {
      return OptionalInt.empty();
    }
  }
}
