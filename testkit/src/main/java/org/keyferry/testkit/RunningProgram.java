package org.keyferry.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/// A program that a test started, with its output in a file. Closing ends it, and nothing else.
public final class RunningProgram implements AutoCloseable {

  private static final int LOOKS = 1_800;
  private static final int MILLISECONDS_BETWEEN_LOOKS = 50;

  private final Process process;
  private final Path log;

  private RunningProgram(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  public static RunningProgram start(
      Path log, Map<String, String> environment, List<String> command) {
    var builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.environment().putAll(environment);
    try {
      return new RunningProgram(builder.start(), log);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /// Returns as soon as somebody accepts connections on the port of the loopback interface.
  ///
  /// @throws IllegalStateException with the program's output if it ends, or does not listen for a
  ///   minute and a half
  public RunningProgram awaitPort(int port) {
    return await("listen on " + port, () -> accepts(port));
  }

  /// Returns as soon as the program has written the words.
  public RunningProgram awaitOutput(String words) {
    return await("say " + words, () -> output().contains(words));
  }

  /// Returns as soon as the program has written the words behind the first `from` characters.
  public RunningProgram awaitOutput(String words, int from) {
    return await("say " + words, () -> output().indexOf(words, from) >= 0);
  }

  /// Returns as soon as the program has written its process id into the file.
  public RunningProgram awaitProcessIdIn(Path file) {
    return await("write its process id into " + file, () -> holds(file, process.pid()));
  }

  private static boolean holds(Path file, long number) {
    try {
      return Files.exists(file) && Files.readString(file).strip().equals(Long.toString(number));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private RunningProgram await(String what, BooleanSupplier condition) {
    for (var looks = 0; looks < LOOKS; looks++) {
      if (condition.getAsBoolean()) {
        return this;
      }
      if (endsWithin(MILLISECONDS_BETWEEN_LOOKS)) {
        throw new IllegalStateException("ended, and did not " + what + ": " + output());
      }
    }
    close();
    throw new IllegalStateException("did not " + what + ": " + output());
  }

  /// Waits for it to end by itself.
  ///
  /// @return its exit code
  /// @throws IllegalStateException if it does not within a minute and a half
  public int awaitEnd() {
    if (!endsWithin(LOOKS * MILLISECONDS_BETWEEN_LOOKS)) {
      throw new IllegalStateException("did not end: " + output());
    }
    return process.exitValue();
  }

  /// Stops it with all its threads, or lets it go on: `STOP`, `CONT`.
  public void signal(String name) {
    try {
      var kill =
          new ProcessBuilder("/bin/kill", "-" + name, Long.toString(process.pid()))
              .inheritIO()
              .start();
      if (kill.waitFor() != 0) {
        throw new IllegalStateException("no signal " + name + " to " + process.pid());
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (InterruptedException interruption) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interruption);
    }
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  public long pid() {
    return process.pid();
  }

  /// SIGKILL, and waits for the end.
  ///
  /// @throws IllegalStateException if it had ended before
  public void kill() {
    if (!process.isAlive()) {
      throw new IllegalStateException("had ended before it was killed: " + output());
    }
    process.destroyForcibly();
    endsWithin(10_000);
  }

  public String output() {
    try {
      return Files.readString(log);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  @Override
  public void close() {
    process.destroy();
    if (!endsWithin(5_000)) {
      process.destroyForcibly();
      endsWithin(5_000);
    }
  }

  private boolean endsWithin(int milliseconds) {
    try {
      return process.waitFor(milliseconds, TimeUnit.MILLISECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
      return true;
    }
  }

  private static boolean accepts(int port) {
    try (var socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 500);
      return true;
    } catch (IOException _) {
      return false;
    }
  }
}
