package org.keyferry.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.keyferry.testkit.RunningProgram;
import org.keyferry.testkit.installation.Programs.Finished;

/// A clean Debian in a directory, from this machine's mirror and of its release unless
/// `-Dkeyferry.debian` names another, booted with a systemd of its own. The network is the
/// machine's, so its servers are on the loopback interface.
final class Debian implements AutoCloseable {

  private static final Path MMDEBSTRAP = Path.of("/usr/bin/mmdebstrap");
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final Path root;
  private final RunningProgram boot;
  private final long init;

  private Debian(Path root, RunningProgram boot, long init) {
    this.root = root;
    this.boot = boot;
    this.init = init;
  }

  /// Why there can be none here, if so.
  static Optional<String> obstacle() {
    if (!"root".equals(System.getProperty("user.name"))) {
      return Optional.of("only root can make a Debian in a directory");
    }
    return Files.isExecutable(MMDEBSTRAP)
        ? Optional.empty()
        : Optional.of("mmdebstrap is not installed");
  }

  /// Installs it: the least that Debian calls a system, systemd, and these packages.
  static Debian installed(Path directory, String... packages) {
    var root = directory.resolve("debian");
    install(root, List.of(), packages);
    write(root.resolve("etc/hosts"), "127.0.0.1 localhost\n");
    write(root.resolve("etc/systemd/system/systemd-modules-load.service"), ""); // masked: no kernel
    return booted(directory, root);
  }

  /// Installs one and leaves it at that.
  ///
  /// @param options of mmdebstrap, beside the usual ones
  static void install(Path root, List<String> options, String... packages) {
    var all = Stream.concat(Stream.of("systemd-sysv"), Stream.of(packages)).toList();
    var command =
        new ArrayList<>(
            List.of(
                MMDEBSTRAP.toString(),
                "--variant=minbase",
                "--include=" + String.join(",", all),
                "--dpkgopt=force-unsafe-io")); // it does not outlive the test
    command.addAll(options);
    var release = System.getProperty("keyferry.debian", ownRelease());
    var sources = root.resolveSibling("debian.sources");
    write(sources, ownSources().replace(ownRelease(), release));
    command.addAll(List.of(release, root.toString(), sources.toString()));
    finish("", command).succeeded();
  }

  private static Debian booted(Path directory, Path root) {
    var script = directory.resolve("boot-debian.sh");
    try (var text = Debian.class.getResourceAsStream("/boot-debian.sh")) {
      Files.write(script, text.readAllBytes());
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
    var boot =
        RunningProgram.start(
            directory.resolve("boot.log"),
            Map.of(),
            List.of("sh", script.toString(), root.toString(), "keyferry-" + directory.hashCode()));
    var init =
        Awaitility.await("systemd begins: " + boot.output())
            .atMost(PATIENCE)
            .until(() -> firstProcess(boot), Optional::isPresent)
            .orElseThrow();
    var debian = new Debian(root, boot, init);
    Awaitility.await("Debian is up")
        .atMost(PATIENCE)
        .until(() -> debian.tries("systemctl", "is-system-running", "--wait").exitCode() == 0);
    return debian;
  }

  /// The one that unshare became.
  private static Optional<Long> firstProcess(RunningProgram boot) {
    return ProcessHandle.of(boot.pid()).stream()
        .flatMap(ProcessHandle::descendants)
        .filter(each -> each.info().command().orElse("").endsWith("/systemd"))
        .map(ProcessHandle::pid)
        .findFirst();
  }

  /// A file in there, seen from here.
  Path file(String path) {
    return root.resolve(path.substring(1));
  }

  void write(String path, String text) {
    write(file(path), text);
  }

  /// Runs a command that must succeed, as root.
  ///
  /// @return what it printed
  String runs(String... command) {
    var finished = tries(command).succeeded();
    return finished.output() + finished.errors();
  }

  Finished tries(String... command) {
    return reads("", command);
  }

  Finished reads(String input, String... command) {
    var all =
        new ArrayList<>(
            List.of("nsenter", "-t", Long.toString(init), "-m", "-p", "-u", "-i", "-C", "--"));
    all.addAll(List.of("env", "-i", "PATH=/usr/sbin:/usr/bin:/sbin:/bin"));
    all.addAll(List.of(command));
    return finish(input, all);
  }

  /// Everything on its disk but what Debian itself notes about packages.
  SortedSet<String> files() {
    var pruned = List.of("/var/lib/dpkg", "/var/log/dpkg.log", "/var/cache");
    var command = new ArrayList<>(List.of("find", "/", "-xdev"));
    pruned.forEach(each -> command.addAll(List.of("-path", each, "-prune", "-o")));
    command.add("-print");
    return new TreeSet<>(runs(command.toArray(String[]::new)).lines().toList());
  }

  @Override
  public void close() {
    ProcessHandle.of(init).ifPresent(ProcessHandle::destroyForcibly);
    Awaitility.await("its last process is gone").atMost(PATIENCE).until(() -> !boot.isAlive());
    boot.close();
    assertThat(finish("", List.of("rm", "-rf", "--one-file-system", root.toString())).exitCode())
        .isZero();
  }

  private static String ownRelease() {
    try (var lines = Files.lines(Path.of("/etc/os-release"))) {
      return lines
          .filter(line -> line.startsWith("VERSION_CODENAME="))
          .map(line -> line.substring(line.indexOf('=') + 1))
          .findFirst()
          .orElseThrow();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /// Where this machine has its own packages from.
  private static String ownSources() {
    var file =
        Stream.of("/etc/apt/sources.list.d/debian.sources", "/etc/apt/sources.list")
            .map(Path::of)
            .filter(Files::isReadable)
            .findFirst()
            .orElseThrow();
    try {
      return Files.readString(file);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /// Runs a program to its end.
  static Finished finish(String input, List<String> command) {
    try {
      var errors = Files.createTempFile("keyferry", ".err");
      var process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
      try (var stdin = process.getOutputStream()) {
        stdin.write(input.getBytes(StandardCharsets.UTF_8));
      }
      var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
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

  static void write(Path file, String text) {
    try {
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
