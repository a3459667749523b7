package org.keyferry.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// SoftHSM, by way of a module of our own that answers CKR_DEVICE_ERROR to whatever makes a session
/// or uses a key, while it is told to. Compiled from `flaky-module.c`.
public final class FlakyModule implements AutoCloseable {

  private final Path directory;

  private FlakyModule(Path directory) {
    this.directory = directory;
  }

  public static FlakyModule build() {
    try (var source = FlakyModule.class.getResourceAsStream("flaky-module.c")) {
      if (source == null) {
        throw new IllegalStateException("flaky-module.c is not among the resources");
      }
      var module = new FlakyModule(Files.createTempDirectory("keyferry-flaky-"));
      var file = module.directory.resolve("flaky-module.c");
      Files.write(file, source.readAllBytes());
      module.compile(file);
      return module;
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  public Path library() {
    return directory.resolve("flaky-module.so");
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
    try {
      for (var each : List.of(trouble(), library(), directory.resolve("flaky-module.c"))) {
        Files.deleteIfExists(each);
      }
      Files.delete(directory);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private Path trouble() {
    return directory.resolve("trouble");
  }

  private void compile(Path source) throws IOException {
    var compiler =
        new ProcessBuilder(
                "gcc",
                "-shared",
                "-fPIC",
                "-Wall",
                "-Werror",
                "-DTROUBLE=\"" + trouble() + "\"",
                "-o",
                library().toString(),
                source.toString())
            .redirectErrorStream(true)
            .start();
    var said = new String(compiler.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (compiler.waitFor() != 0) {
        throw new IllegalStateException(said);
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }
}
