package org.keyferry.repository.custody;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Optional;
import java.util.Set;

/// A file of the settings with a password or key in it, that its owner alone may touch.
public final class SecretFile {

  private static final Set<PosixFilePermission> OF_OTHERS =
      Set.of(
          PosixFilePermission.GROUP_READ,
          PosixFilePermission.GROUP_WRITE,
          PosixFilePermission.OTHERS_READ,
          PosixFilePermission.OTHERS_WRITE);

  private SecretFile() {}

  /// @return what is in it, without white space around
  /// @throws IOException whose message says what is wrong with the file and how to mend it
  public static String read(Path file) throws IOException {
    try {
      var permissions = Files.getPosixFilePermissions(file);
      if (permissions.stream().anyMatch(OF_OTHERS::contains) && !isCredential(file)) {
        throw new IOException("others than its owner may read or write it: set its mode to 0600");
      }
      return Files.readString(file).strip();
    } catch (NoSuchFileException missing) {
      throw new IOException("it is not there", missing);
    }
  }

  /// A credential of systemd is for the service alone, though its access list shows as a right of
  /// the group.
  private static boolean isCredential(Path file) {
    return Optional.ofNullable(System.getenv("CREDENTIALS_DIRECTORY"))
        .map(Path::of)
        .filter(
            directory -> file.toAbsolutePath().normalize().startsWith(directory.toAbsolutePath()))
        .isPresent();
  }
}
