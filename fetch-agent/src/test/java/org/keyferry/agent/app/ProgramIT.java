package org.keyferry.agent.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.keyferry.agent.ScriptedHost;
import org.keyferry.agent.ScriptedRepository;
import org.keyferry.protocol.bundle.Version;
import org.keyferry.testkit.Root;
import org.keyferry.testkit.RunningProgram;
import org.keyferry.testkit.TurnableClock;

/// The program as it is delivered, in a process of its own.
class ProgramIT {

  private static final Path PROGRAM = Path.of("target/quarkus-app/quarkus-run.jar");
  private static final int TERMINATED = 128 + 15;
  private static final int BUSY = 75;

  @TempDir private Path directory;

  private final ScriptedRepository repository =
      ScriptedRepository.at(TurnableClock.at(Instant.now()));
  private ScriptedHost host;

  @SuppressWarnings("NullAway.Init") // set before each test
  ProgramIT() {}

  @BeforeEach
  void declare() throws Exception {
    host = ScriptedHost.in(directory, repository, TurnableClock.at(Instant.now()));
    declareTarget("");
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
    var process = start(command("run"));
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

  /// The server's own commands tell the agent to end: the install comes to its end first.
  @Test
  void aSignalAmidAnInstallLetsItComeToItsEnd() throws Exception {
    var signal =
        Files.writeString(
            directory.resolve("signal"),
            """
            #!/bin/sh
            kill -TERM "$PPID"
            sleep 1
            echo ended >> DIR/signals
            """
                .replace("DIR", directory.toString()));
    Files.setPosixFilePermissions(signal, PosixFilePermissions.fromString("rwxr-xr-x"));
    declareTarget(", validate: [DIR/signal], reload: [DIR/signal]");
    repository.publishes(Version.first());

    try (var agent = running("run")) {
      assertThat(agent.awaitEnd()).isEqualTo(TERMINATED);
      assertThat(directory.resolve("signals")).as(agent.output()).hasContent("ended\nended\n");
      assertThat(agent.output())
          .containsSubsequence(
              "stage=5/8-validate", "stage=6/8-reload", "version settled", "agent stopped");
    }

    assertThat(run("once")).contains("www: version 1.1 installed");
    assertThat(output()).doesNotContain("install resumed");
  }

  @Test
  void ofTwoAtOnceTheSecondIsToldOfTheFirst() throws Exception {
    try (var first = running("run")) {
      first.awaitOutput("agent started");

      assertThat(exitCodeOf("once")).isEqualTo(BUSY);

      assertThat(output())
          .contains(
              "keyferry-agent: another keyferry-agent works with the same state (it holds "
                  + directory.resolve("state/lock")
                  + "): stop it first");
      assertThat(first.isAlive()).isTrue();
      repository.publishes(Version.first());
      repository.awaitReport(report -> report.targets().getFirst().state().equals("installed"));
    }
  }

  /// On a disk of its own, in a mount namespace of its own, and gone with it.
  @Test
  void aStateThatIsFullOrReadOnlyLosesNothing() throws Exception {
    assumeTrue(mayMount(), "mounting needs root");
    repository.publishes(Version.first());
    var script =
        """
        try() { "$@"; echo "exit code $?"; }
        state="$0"
        kept="$1"
        shift
        mkdir -m 0700 "$kept" && cp -a "$state/." "$kept" || exit 1
        mount -t tmpfs -o mode=0700,size=1m tmpfs "$state" && cp -a "$kept/." "$state" || exit 1
        cat /dev/zero > "$state/filler" 2> /dev/null
        try "$@"
        rm "$state/filler"
        mount -o remount,ro "$state" || exit 1
        try "$@"
        mount -o remount,rw "$state" || exit 1
        try "$@"
        """;
    var state = directory.resolve("state");
    var command = new ArrayList<>(List.of("unshare", "--mount", "sh", "-c", script));
    command.addAll(List.of(state.toString(), directory.resolve("kept").toString()));
    command.addAll(command("once"));

    assertThat(exitCodeOf(command)).isZero();

    assertThat(output().replace("\n", " "))
        .matches(
            ".*keyferry-agent: STATE/\\S+: No space left on device exit code 74 .*"
                    .replace("STATE", state.toString())
                + "keyferry-agent: STATE/lock: Read-only file system exit code 74 .*"
                    .replace("STATE", state.toString())
                + "www: version 1.1 installed exit code 0 ");
    assertThat(directory.resolve("site/www")).hasContent(directory.resolve("www/1.1") + "\n");
    assertThat(repository.reports().getLast().targets().getFirst().state()).isEqualTo("installed");
  }

  private static boolean mayMount() throws IOException, InterruptedException {
    return Root.isThisUser()
        && new ProcessBuilder("unshare", "--mount", "mount", "-t", "tmpfs", "tmpfs", "/mnt")
                .start()
                .waitFor()
            == 0;
  }

  private void declareTarget(String more) throws IOException {
    var settings =
        Files.writeString(
            directory.resolve("agent.yaml"),
            """
            server: URI
            state: DIR/state
            allowed-roots: [DIR]
            targets:
              - {name: www, kind: files, certificate: www-1, directory: DIR/www, pointer: DIR/site/www MORE}
            """
                .replace("URI", repository.uri().toString())
                .replace(" MORE", more)
                .replace("DIR", directory.toString()));
    Files.setPosixFilePermissions(settings, PosixFilePermissions.fromString("rw-r--r--"));
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
    assertThat(exitCodeOf(arguments)).as(output()).isZero();
    return output();
  }

  private int exitCodeOf(String... arguments) throws IOException, InterruptedException {
    return exitCodeOf(command(arguments));
  }

  private int exitCodeOf(List<String> command) throws IOException, InterruptedException {
    var process = start(command);
    assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
    return process.exitValue();
  }

  private RunningProgram running(String... arguments) throws IOException {
    return RunningProgram.start(directory.resolve("running"), Map.of(), command(arguments));
  }

  private List<String> command(String... arguments) throws IOException {
    var command = new ArrayList<String>();
    command.addAll(program());
    command.addAll(List.of(arguments));
    command.addAll(List.of("--config", directory.resolve("agent.yaml").toString()));
    return command;
  }

  private Process start(List<String> command) throws IOException {
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(directory.resolve("output").toFile())
        .start();
  }

  private String output() throws IOException {
    return Files.readString(directory.resolve("output"));
  }
}
