package org.keyferry.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// SoftHSM, by way of a module of our own that answers CKR_DEVICE_ERROR to whatever makes a session
/// or uses a key, while it is told to. Compiled from `flaky-module.c`.
public final class FlakyModule implements AutoCloseable {

  private final CompiledLibrary module;

  private FlakyModule(CompiledLibrary module) {
    this.module = module;
  }

  public static FlakyModule build() {
    var flaky = new FlakyModule(CompiledLibrary.of("flaky-module"));
    flaky.module.compile("-DTROUBLE=\"" + flaky.trouble() + "\"");
    return flaky;
  }

  public Path library() {
    return module.path();
  }

  public void fails() {
    try {
      Files.createFile(trouble());
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  public void works() {
    try {
      Files.delete(trouble());
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  @Override
  public void close() {
    module.close();
  }

  private Path trouble() {
    return module.directory().resolve("trouble");
  }
}
