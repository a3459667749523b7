package org.keyferry.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// What every [TlsServer] has: a directory, a port, and a program that runs or does not.
final class ServerFiles implements AutoCloseable {

  /// File with the process id of the program that was started last.
  static final String MAIN_PROCESS = "main.pid";

  private static final int SECONDS_TO_END = 5;

  private final TestDirectory directory;
  private final int port = FreePort.tcp();
  private @Nullable RunningProgram running;

  private ServerFiles(TestDirectory directory) {
    this.directory = directory;
  }

  static ServerFiles of(String server) {
    return new ServerFiles(TestDirectory.create("keyferry-" + server));
  }

  Path path(String name) {
    return directory.path().resolve(name);
  }

  /// Makes a directory in this one.
  Path make(String name) {
    try {
      return Files.createDirectories(path(name));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /// Everybody may enter the directory: a worker of the server is another user.
  void letIn() {
    TestDirectory.open(directory.path());
  }

  /// @param text `%dir%` stands for the directory, `%port%` for the port
  Path write(String name, String text) {
    return directory.write(
        name,
        text.replace("%dir%", directory.path().toString())
            .replace("%port%", Integer.toString(port)));
  }

  int port() {
    return port;
  }

  /// Starts it and returns as soon as it listens.
  void start(Map<String, String> environment, List<String> command) {
    if (running != null) {
      throw new IllegalStateException("is running already");
    }
    running = RunningProgram.start(path("output.log"), environment, command);
    write(MAIN_PROCESS, running.pid() + "\n");
    running.awaitPort(port);
  }

  /// As [#start], and it can be told to reload: that goes by its own process id file, which it
  /// writes a moment after it listens.
  void start(Map<String, String> environment, List<String> command, String processIdFile) {
    start(environment, command);
    Objects.requireNonNull(running, "it was started").awaitProcessIdIn(path(processIdFile));
  }

  /// Returns when the program and all that it started have ended.
  void stop() {
    if (running != null) {
      var family = pids();
      running.close();
      family.stream().flatMap(pid -> ProcessHandle.of(pid).stream()).forEach(ServerFiles::end);
      running = null;
    }
  }

  private static void end(ProcessHandle process) {
    try {
      process.onExit().get(SECONDS_TO_END, TimeUnit.SECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
    } catch (ExecutionException | TimeoutException stubborn) {
      process.destroyForcibly();
    }
  }

  /// The program that was started and what it started, as far as they live.
  Set<Long> pids() {
    var pids = new TreeSet<Long>();
    if (running != null) {
      ProcessHandle.of(running.pid())
          .filter(ProcessHandle::isAlive)
          .ifPresent(program -> {
            pids.add(program.pid());
            program.descendants().map(ProcessHandle::pid).forEach(pids::add);
          });
    }
    return pids;
  }

  /// Its logs so far, one after the other.
  String read(String... names) {
    var text = new StringBuilder();
    for (var name : names) {
      try {
        if (Files.exists(path(name))) {
          text.append(Files.readString(path(name)));
        }
      } catch (IOException failure) {
        throw new UncheckedIOException(failure);
      }
    }
    return text.toString();
  }

  @Override
  public void close() {
    stop();
    directory.close();
  }
}
