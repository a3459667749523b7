package org.keyferry.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A file that holds what is expected. With `-Dkeyferry.golden=write` it is written anew, to be
/// looked at before it is committed.
public final class Golden {

  private final Path file;

  private Golden(Path file) {
    this.file = file;
  }

  /// A page of `docs/reference`.
  public static Golden reference(String name) {
    return new Golden(Path.of("../docs/reference").resolve(name));
  }

  /// In `src/test/resources/golden`.
  public static Golden of(String name) {
    return new Golden(Path.of("src/test/resources/golden").resolve(name));
  }

  public void assertIs(String text) throws IOException {
    if ("write".equals(System.getProperty("keyferry.golden"))) {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Files.writeString(file, text);
    }
    assertThat(text)
        .as("run this test with -Dkeyferry.golden=write and look at what changed")
        .isEqualTo(Files.readString(file));
  }
}
