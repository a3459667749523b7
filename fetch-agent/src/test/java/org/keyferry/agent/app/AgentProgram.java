package org.keyferry.agent.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.keyferry.agent.ScriptedHost;
import org.keyferry.agent.ScriptedRepository;
import org.keyferry.testkit.RunningProgram;
import org.keyferry.testkit.TurnableClock;

/// The program in a process of its own, on a host in a temporary directory, against a scripted
/// repository. Which program it is, [WholeProgram] is told.
abstract class AgentProgram {

  /// By SIGTERM.
  static final int TERMINATED = 128 + 15;

  private static final int PATIENCE_IN_SECONDS = 120;

  @TempDir private Path directory;

  private final TurnableClock clock = TurnableClock.at(Instant.now());
  private final ScriptedRepository repository = ScriptedRepository.at(clock);
  private ScriptedHost host;
  private Map<String, String> environment = Map.of();

  @SuppressWarnings("NullAway.Init") // set before each test
  AgentProgram() {}

  @BeforeEach
  void findTheHost() {
    host = ScriptedHost.in(directory, repository, clock);
  }

  @AfterEach
  void close() {
    repository.close();
  }

  /// The command that starts it, without arguments.
  abstract List<String> program() throws IOException;

  final ScriptedRepository repository() {
    return repository;
  }

  /// The repository's; the program has that of this machine.
  final TurnableClock clock() {
    return clock;
  }

  final ScriptedHost host() {
    return host;
  }

  final Path at(String name) {
    return name.isEmpty() ? directory : directory.resolve(name);
  }

  /// What the program finds in its environment from now on.
  final void provide(Map<String, String> variables) {
    environment = variables;
  }

  /// Writes the settings.
  ///
  /// @param more than every test declares; `DIR` is the directory
  final void declare(String more) throws IOException {
    write(
        "agent.yaml",
        """
        server: %server%
        state: DIR/state
        allowed-roots: [DIR]
        poll: {wait: 2s, back-off: {first: 100ms, longest: 1s}}
        """
                .replace("%server%", repository.uri().toString())
            + more,
        "rw-r--r--");
  }

  final Path write(String name, String text, String permissions) throws IOException {
    var file = Files.writeString(at(name), text.replace("DIR", directory.toString()));
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
  }

  /// The token of the repository, in a file.
  final Path tokenFile() throws IOException {
    try (var token = repository.token()) {
      return write("token", token.reveal() + "\n", "rw-------");
    }
  }

  /// Runs a command to its good end.
  ///
  /// @return what it printed
  final String run(String... arguments) throws IOException, InterruptedException {
    return end(arguments).by(0).out();
  }

  /// Runs a command with the settings, to whatever end.
  final Ended end(String... arguments) throws IOException, InterruptedException {
    return end("", command(arguments));
  }

  /// @param typed what it reads on its standard input
  final Ended end(String typed, List<String> command) throws IOException, InterruptedException {
    var in = Files.writeString(Files.createTempFile(directory, "in", ""), typed);
    var out = Files.createTempFile(directory, "out", "");
    var err = Files.createTempFile(directory, "err", "");
    var builder =
        new ProcessBuilder(command)
            .redirectInput(in.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().putAll(environment);
    var process = builder.start();
    if (!process.waitFor(PATIENCE_IN_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("did not end: " + command + Files.readString(err));
    }
    return new Ended(process.exitValue(), Files.readString(out), Files.readString(err));
  }

  /// Starts a command with the settings.
  final RunningProgram begin(String... arguments) throws IOException {
    return RunningProgram.start(at("running"), environment, command(arguments));
  }

  final List<String> command(String... arguments) throws IOException {
    var command = bareCommand(arguments);
    command.addAll(List.of("--config", at("agent.yaml").toString()));
    return command;
  }

  /// Without the settings.
  final List<String> bareCommand(String... arguments) throws IOException {
    var command = new ArrayList<>(program());
    command.addAll(List.of(arguments));
    return command;
  }

  /// How a process ended, and what it printed.
  record Ended(int code, String out, String err) {

    Ended by(int expected) {
      assertThat(code).as("%s%s", out, err).isEqualTo(expected);
      return this;
    }

    JsonNode json() throws IOException {
      return new JsonMapper().readTree(out);
    }
  }
}
