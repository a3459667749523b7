package org.keyferry.agent.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.keyferry.agent.ScriptedHost;
import org.keyferry.agent.ScriptedRepository;
import org.keyferry.protocol.bundle.Version;
import org.keyferry.testkit.TurnableClock;

/// The program as it is delivered, in a process of its own.
class ProgramIT {

  private static final Path PROGRAM = Path.of("target/quarkus-app/quarkus-run.jar");
  private static final int TERMINATED = 128 + 15;

  @TempDir private Path directory;

  private final ScriptedRepository repository =
      ScriptedRepository.at(TurnableClock.at(Instant.now()));
  private ScriptedHost host;

  @SuppressWarnings("NullAway.Init") // set before each test
  ProgramIT() {}

  @BeforeEach
  void declare() throws Exception {
    host = ScriptedHost.in(directory, repository, TurnableClock.at(Instant.now()));
    var settings =
        Files.writeString(
            directory.resolve("agent.yaml"),
            """
            server: URI
            state: DIR/state
            allowed-roots: [DIR]
            targets:
              - {name: www, kind: files, certificate: www-1, directory: DIR/www, pointer: DIR/site/www}
            """
                .replace("URI", repository.uri().toString())
                .replace("DIR", directory.toString()));
    Files.setPosixFilePermissions(settings, PosixFilePermissions.fromString("rw-r--r--"));
    host.keepKeys();
    try (var token = repository.token()) {
      Files.writeString(directory.resolve("token"), token.reveal());
    }
    assertThat(run("enroll", "--token-file", directory.resolve("token").toString()))
        .contains("enrolled as web1");
  }

  @AfterEach
  void close() {
    repository.close();
  }

  @Test
  void oneRoundInstalls() throws Exception {
    repository.publishes(Version.first());

    assertThat(run("once")).contains("www: version 1.1 installed");

    assertThat(directory.resolve("site/www")).hasContent(directory.resolve("www/1.1") + "\n");
    assertThat(run("status")).contains("web1 (").contains("1.1");
    assertThat(run("status", "--output", "json")).contains("\"web1\"");
    assertThat(run("config", "check")).contains("is good");
  }

  /// SIGTERM ends the wait for news at once.
  @Test
  void itRunsUntilItIsTerminated() throws Exception {
    var process = start("run");
    try {
      repository.awaitReport(report -> report.targets().getFirst().state().equals("waiting"));
      repository.publishes(Version.first());
      repository.awaitReport(report -> report.targets().getFirst().state().equals("installed"));

      process.destroy();

      assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isEqualTo(TERMINATED);
      assertThat(output()).contains("agent started").contains("version settled");
    } finally {
      process.destroyForcibly();
    }
  }

  /// The command that starts it, without arguments.
  List<String> program() throws IOException {
    return javaWith("-Xmx96m", "-XX:+UseSerialGC");
  }

  static List<String> javaWith(String... options) {
    var command = new ArrayList<String>();
    command.add(ProcessHandle.current().info().command().orElseThrow());
    command.addAll(List.of(options));
    command.addAll(List.of("-jar", PROGRAM.toString()));
    return command;
  }

  private String run(String... arguments) throws IOException, InterruptedException {
    var process = start(arguments);
    assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(output()).isZero();
    return output();
  }

  private Process start(String... arguments) throws IOException {
    var command = new ArrayList<String>();
    command.addAll(program());
    command.addAll(List.of(arguments));
    command.addAll(List.of("--config", directory.resolve("agent.yaml").toString()));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(directory.resolve("output").toFile())
        .start();
  }

  private String output() throws IOException {
    return Files.readString(directory.resolve("output"));
  }
}
