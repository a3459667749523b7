package org.keyferry.testkit.installation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.keyferry.testkit.RunningProgram;

/// A web host with the agent on it: its configuration, its state, its program.
public final class AgentHost implements AutoCloseable {

  private final Path directory;
  private final URI server;
  private String wait = "20s";
  private String more = "";
  private Map<String, String> environment = Map.of();
  private List<String> prefix = List.of();
  private @Nullable RunningProgram program;

  public AgentHost(Path directory, URI server) {
    this.directory = directory;
    this.server = server;
    try {
      Files.createDirectories(
          directory,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /// From now on the agent is started by way of this command: in other namespaces, with another
  /// clock.
  ///
  /// @param words come before the program; none for the usual way
  public void through(List<String> words) {
    prefix = List.copyOf(words);
  }

  /// How long a poll waits for news; to be said before [#configure].
  public void polls(String duration) {
    wait = duration;
  }

  /// It answers challenges from this directory; to be said before [#configure].
  public void answersChallenges(Path from) {
    more += "challenges: {directory: " + from + "}\n";
  }

  /// Its own keys are in a token, which its programs find by `environment`; to be said before
  /// [#configure].
  ///
  /// @param timeout of one answer of the token
  public void keepsItsKeysIn(
      Path module, String label, Path pinFile, Duration timeout, Map<String, String> environment) {
    more +=
        String.format(
            Locale.ROOT,
            """
            identity:
              keys: pkcs11
              module: %s
              token-label: "%s"
              pin-file: %s
              timeout: %dms
            """,
            module,
            label,
            pinFile,
            timeout.toMillis());
    this.environment = Map.copyOf(environment);
  }

  /// Declares what the host installs.
  ///
  /// @param targets the YAML under `targets:`, already indented
  public void configure(String targets) {
    write(
        configuration(),
        String.format(
            Locale.ROOT,
            """
            server: %s
            state: %s
            allowed-roots: ["%s", "%s"]
            poll:
              wait: %s
              back-off: {first: 200ms, longest: 2s}
            %stargets:
            %s
            """,
            server,
            directory.resolve("state"),
            directory,
            System.getProperty("java.io.tmpdir"),
            wait,
            more,
            targets.indent(2)));
  }

  /// A target of kind `files` for each certificate: enough to receive and keep it.
  public void configureFiles(List<String> certificates) {
    var targets = new StringBuilder();
    for (var certificate : certificates) {
      targets.append(
          String.format(
              Locale.ROOT,
              """
              - name: %1$s
                kind: files
                certificate: %1$s
                directory: %2$s
                pointer: %2$s.current
              """,
              certificate,
              directory.resolve("certificates").resolve(certificate)));
    }
    configure(targets.toString());
  }

  public void enroll(String token) {
    triesToEnroll(token).succeeded();
  }

  public Programs.Finished triesToEnroll(String token) {
    var file = directory.resolve("token");
    write(file, token);
    return run("enroll", "--server", server.toString(), "--token-file", file.toString());
  }

  /// One round.
  public Programs.Finished once() {
    return run("once");
  }

  /// One round of a program that another starts, with more options for its JVM.
  ///
  /// @param starter is given the program and its arguments; empty for none
  public Programs.Finished once(List<String> starter, List<String> jvmOptions) {
    var all = new ArrayList<>(starter);
    all.addAll(command(jvmOptions, List.of("once", "--config", configuration().toString())));
    return Programs.run(environment, all);
  }

  public Programs.Finished run(String command, String... arguments) {
    var all = new ArrayList<>(List.of(command, "--config", configuration().toString()));
    all.addAll(List.of(arguments));
    return Programs.run(environment, command(all));
  }

  /// Starts the agent for good.
  public RunningProgram start() {
    program =
        RunningProgram.start(
            directory.resolve("agent.log"),
            environment,
            command(List.of("run", "--config", configuration().toString())));
    return program;
  }

  private List<String> command(List<String> arguments) {
    return command(List.of(), arguments);
  }

  private List<String> command(List<String> jvmOptions, List<String> arguments) {
    var options = new ArrayList<>(List.of("-Xmx128m"));
    options.addAll(jvmOptions);
    var command = new ArrayList<>(prefix);
    command.addAll(Programs.AGENT.command(options, arguments.toArray(String[]::new)));
    return command;
  }

  public Path configuration() {
    return directory.resolve("agent.yaml");
  }

  public Path directory() {
    return directory;
  }

  private static void write(Path file, String text) {
    try {
      Files.deleteIfExists(file);
      try (var channel =
          Files.newByteChannel(
              file,
              Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
        channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
      }
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  @Override
  public void close() {
    if (program != null) {
      program.close();
    }
  }
}
