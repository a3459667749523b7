package org.keyferry.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// One form in which the agent is built, in `fetch-agent/target`.
///
/// @param name also of the host that it is measured on
/// @param command that starts it, without arguments
record AgentProgram(String name, List<String> command) {

  private static final String NATIVE = "native";

  AgentProgram {
    command = List.copyOf(command);
  }

  /// All forms that were built.
  static List<AgentProgram> built() {
    var programs = new ArrayList<>(List.of(packaged(), plain()));
    programs.addAll(natives());
    return programs;
  }

  boolean isNative() {
    return name.equals(NATIVE);
  }

  /// As the .deb and the tarball bring it: a runtime of its own, its options, the cache of classes.
  private static AgentProgram packaged() {
    var architecture = System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64";
    var home = target().resolve("package-" + architecture).resolve("home");
    requireFile(home.resolve("agent.aot"));
    return new AgentProgram(
        "package", List.of(requireFile(home.resolve("bin/keyferry-agent")).toString()));
  }

  /// `java -jar` and nothing else: what a JVM does by itself on this machine.
  private static AgentProgram plain() {
    return new AgentProgram(
        "java-jar",
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-jar",
            requireFile(target().resolve("quarkus-app/quarkus-run.jar")).toString()));
  }

  private static List<AgentProgram> natives() {
    try (var found = Files.newDirectoryStream(target(), "fetch-agent-*-runner")) {
      var programs = new ArrayList<AgentProgram>();
      for (var each : found) {
        programs.add(new AgentProgram(NATIVE, List.of(each.toString())));
      }
      return programs;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static Path requireFile(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new IllegalStateException(file + " was not built: start this by benchmarks/run");
    }
    return file;
  }

  private static Path target() {
    return Path.of(System.getProperty("keyferry.root", "."), "fetch-agent", "target")
        .toAbsolutePath();
  }
}
