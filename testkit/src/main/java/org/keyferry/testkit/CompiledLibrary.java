package org.keyferry.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A shared library of our own in C, compiled from a resource of this package into a directory that
/// goes with it.
final class CompiledLibrary implements AutoCloseable {

  private final TestDirectory files;
  private final String name;

  private CompiledLibrary(TestDirectory files, String name) {
    this.files = files;
    this.name = name;
  }

  /// @param name of the resource, without `.c`
  static CompiledLibrary of(String name) {
    return new CompiledLibrary(TestDirectory.create(name + "-"), name);
  }

  /// Its own directory, for what it reads.
  Path directory() {
    return files.path();
  }

  Path path() {
    return directory().resolve(name + ".so");
  }

  /// @param options for the compiler
  CompiledLibrary compile(String... options) {
    try (var source = CompiledLibrary.class.getResourceAsStream(name + ".c")) {
      if (source == null) {
        throw new IllegalStateException(name + ".c is not among the resources");
      }
      var text = new String(source.readAllBytes(), StandardCharsets.UTF_8);
      run(files.write(name + ".c", text), options);
      return this;
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private void run(Path source, String... options) throws IOException {
    var command = new ArrayList<>(List.of("gcc", "-shared", "-fPIC", "-Wall", "-Werror"));
    command.addAll(List.of(options));
    command.addAll(List.of("-o", path().toString(), source.toString()));
    var compiler = new ProcessBuilder(command).redirectErrorStream(true).start();
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

  @Override
  public void close() {
    files.close();
  }
}
