package org.keyferry.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// A clock that is off, for the programs that are started by way of it, and for nobody else. A
/// library of our own, compiled from `wrong-clock.c`.
public final class WrongClock implements AutoCloseable {

  private final Path directory;

  private WrongClock(Path directory) {
    this.directory = directory;
  }

  public static WrongClock build() {
    try (var source = WrongClock.class.getResourceAsStream("wrong-clock.c")) {
      if (source == null) {
        throw new IllegalStateException("wrong-clock.c is not among the resources");
      }
      var clock = new WrongClock(Files.createTempDirectory("keyferry-clock-"));
      Files.write(clock.source(), source.readAllBytes());
      clock.compile();
      return clock;
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /// What comes before a command whose clock is to be ahead; behind, if negative.
  public List<String> ahead(Duration by) {
    return List.of("env", "LD_PRELOAD=" + library(), "CLOCK_OFF_BY=" + by.toSeconds());
  }

  @Override
  public void close() {
    try {
      Files.deleteIfExists(library());
      Files.deleteIfExists(source());
      Files.delete(directory);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private Path library() {
    return directory.resolve("wrong-clock.so");
  }

  private Path source() {
    return directory.resolve("wrong-clock.c");
  }

  private void compile() throws IOException {
    var compiler =
        new ProcessBuilder(
                "gcc",
                "-shared",
                "-fPIC",
                "-Wall",
                "-Werror",
                "-o",
                library().toString(),
                source().toString())
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
