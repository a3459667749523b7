package org.keyferry.agent.disk;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Optional;

/// Makes a file for somebody, and prints why it cannot.
///
/// `GiveOnce DIRECTORY OWNER GROUP`, either of which may be empty.
final class GiveOnce {

  private GiveOnce() {}

  public static void main(String... arguments) throws IOException {
    try {
      new Folder(Path.of(arguments[0]))
          .create(
              "key.pem",
              new byte[0],
              new Ownership(
                  named(arguments[1]), named(arguments[2]), Ownership.keyPermissions("0640")));
    } catch (FileSystemException refused) {
      System.out.print(refused.getReason());
    }
  }

  private static Optional<String> named(String name) {
    return Optional.of(name).filter(each -> !each.isEmpty());
  }
}
