package org.keyferry.testkit.installation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// Our programs, as the build made them.
public enum Programs {
  SERVER("repository-server"),
  AGENT("fetch-agent"),
  OFFICER("officer-cli");

  private static final int PATIENCE_IN_SECONDS = 120;

  private final Path jar;

  Programs(String module) {
    this.jar = root().resolve(module).resolve("target/quarkus-app/quarkus-run.jar");
  }

  /// What installations share because it is costly to make and never changes.
  public static Path shared(String name) {
    return root().resolve("testkit/target").resolve(name);
  }

  private static Path root() {
    return Path.of(System.getProperty("keyferry.root"));
  }

  /// The command line that starts the program.
  ///
  /// @param jvmOptions in addition to what the launchers give
  public List<String> command(List<String> jvmOptions, String... arguments) {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-Xmx384m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1", // none lives long enough for more
            "--enable-native-access=ALL-UNNAMED"));
    command.addAll(jvmOptions);
    command.addAll(List.of("-jar", jar.toString()));
    command.addAll(List.of(arguments));
    return command;
  }

  /// Runs the program to its end.
  public Finished run(Map<String, String> environment, String... arguments) {
    return run(environment, command(List.of(), arguments));
  }

  public static Finished run(Map<String, String> environment, List<String> command) {
    try {
      var errors = Files.createTempFile("keyferry", ".err");
      var builder = new ProcessBuilder(command).redirectError(errors.toFile());
      builder.environment().putAll(environment);
      var process = builder.start();
      process.getOutputStream().close();
      var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!process.waitFor(PATIENCE_IN_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IllegalStateException("did not end: " + command);
      }
      var finished = new Finished(process.exitValue(), output, Files.readString(errors));
      Files.delete(errors);
      return finished;
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }

  /// What a program came to.
  public record Finished(int exitCode, String output, String errors) {

    public Finished succeeded() {
      if (exitCode != 0) {
        throw new AssertionError("exit code " + exitCode + ": " + output + errors);
      }
      return this;
    }
  }
}
