package org.keyferry.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A command that comes to its end by itself.
final class Command {

  private static final int SECONDS = 60;

  private Command() {}

  /// @throws IllegalStateException if it is not here
  static Path require(String program, String debianPackage) {
    var path = Path.of(program);
    if (!Files.isExecutable(path)) {
      throw new IllegalStateException(
          "no " + program + ": install the Debian package " + debianPackage);
    }
    return path;
  }

  static int exitCodeOf(List<String> command) {
    try {
      var process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IllegalStateException("did not end: " + command);
      }
      return process.exitValue();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", interrupted);
    }
  }
}
