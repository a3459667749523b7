package org.keyferry.agent.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The tarball and the .deb, as `-Ppackages` built them.
class PackageIT {

  private static final Path TARGET = Path.of("target");
  private static final Path SETTINGS = Path.of("../deploy/packages/agent/agent.yaml");
  private static final Path LINTIAN = Path.of("/usr/bin/lintian");
  private static final Pattern MODULE = Pattern.compile("-> ((java|jdk)\\.[a-z.]+)");
  private static final int STARTS = 5;

  @TempDir private Path directory;

  private Path home;

  @SuppressWarnings("NullAway.Init") // set before each test
  PackageIT() {}

  /// Somewhere else than where the cache of classes was made.
  @BeforeEach
  void unpack() throws Exception {
    var archive = built("keyferry-agent-*-linux-*.tar.gz");
    run(Map.of(), "tar", "-xzf", archive.toString(), "-C", directory.toString());
    try (var entries = Files.list(directory)) {
      home =
          entries
              .filter(each -> each.getFileName().toString().startsWith("keyferry-agent-"))
              .findFirst()
              .orElseThrow();
    }
  }

  @Test
  void theProgramBringsItsRuntime() throws Exception {
    assertThat(agent(Map.of(), "--version")).startsWith("keyferry-agent ");
    assertThat(home.resolve("share/man/man1/keyferry-agent.1.gz")).isRegularFile();
    assertThat(home.resolve("share/bash-completion/completions/keyferry-agent"))
        .content()
        .contains("complete -F _complete_keyferry-agent");
  }

  /// JEP 483: nearly all classes come from the cache. How much sooner the agent starts is printed.
  @Test
  void theClassesComeFromTheCache() throws Exception {
    var loaded = directory.resolve("loaded");
    agent(
        Map.of("KEYFERRY_JAVA_OPTIONS", "-XX:AOTMode=on -Xlog:class+load:file=" + loaded),
        "config",
        "check",
        "--config",
        settings().toString());

    var lines = Files.readAllLines(loaded);
    var cached = lines.stream().filter(each -> each.contains("shared objects file")).count();
    assertThat(cached).isGreaterThan(lines.size() * 9L / 10);

    var without = timeToStart("-XX:AOTMode=off");
    var with = timeToStart("-XX:AOTMode=on");
    System.out.printf(
        "classes %d, of these %d from the cache; the agent starts in %d ms, without it in %d ms%n",
        lines.size(), cached, with.toMillis(), without.toMillis());
  }

  /// It would be that of the CPU which built the package, and end elsewhere with SIGILL.
  @Test
  void theCacheHoldsNoMachineCode() throws Exception {
    var said =
        agent(
            Map.of(
                "KEYFERRY_JAVA_OPTIONS",
                "-XX:AOTMode=on -XX:+AOTAdapterCaching -Xlog:aot+codecache*=debug"),
            "--version");

    assertThat(said).contains("AOT Code Cache is empty");
  }

  @Test
  void theRuntimeHasEveryModuleThatTheAgentUses() throws Exception {
    var archives = home.resolve("app/lib/main");
    var own =
        List.of(
            only(home.resolve("app/app"), "fetch-agent-"),
            only(archives, "org.keyferry.protocol-"));
    var used = new TreeSet<String>();
    for (var archive : own) {
      MODULE.matcher(jdeps(archive)).results().forEach(found -> used.add(found.group(1)));
    }

    var inside =
        run(Map.of(), home.resolve("runtime/bin/java").toString(), "--list-modules")
            .lines()
            .map(line -> line.replaceFirst("@.*", ""))
            .collect(Collectors.toSet());
    assertThat(used).contains("java.base", "java.net.http");
    assertThat(inside).containsAll(used);
  }

  /// What the comments of the example hold is good as it stands.
  @Test
  void theExampleSettingsAreGood() throws Exception {
    assertThat(agent(Map.of(), "config", "check", "--config", settings().toString()))
        .contains("is good: 1 target");
  }

  @Test
  void lintianFindsNothing() throws Exception {
    assumeTrue(Files.isExecutable(LINTIAN), "lintian is not installed");

    assertThat(
            run(
                Map.of(),
                LINTIAN.toString(),
                "--fail-on",
                "error,warning",
                "--allow-root",
                built("keyferry-agent_*.deb").toString()))
        .isEmpty();
  }

  private Path settings() throws IOException {
    var lines =
        Files.readAllLines(SETTINGS).stream()
            .filter(line -> line.matches("#[^ ].*|#  .*"))
            .map(line -> line.substring(1))
            .toList();
    var settings = Files.write(directory.resolve("agent.yaml"), lines);
    Files.setPosixFilePermissions(settings, PosixFilePermissions.fromString("rw-r--r--"));
    return settings;
  }

  private Duration timeToStart(String option) throws Exception {
    var times = new ArrayList<Duration>();
    for (var start = 0; start < STARTS; start++) {
      var before = System.nanoTime();
      agent(Map.of("KEYFERRY_JAVA_OPTIONS", option), "--version");
      times.add(Duration.ofNanos(System.nanoTime() - before));
    }
    return times.stream().sorted().toList().get(STARTS / 2);
  }

  private String jdeps(Path archive) throws IOException {
    var out = new StringWriter();
    var path =
        Stream.of("app/lib/main", "app/lib/boot")
            .map(each -> home.resolve(each) + "/*")
            .collect(Collectors.joining(":"));
    var code =
        ToolProvider.findFirst("jdeps")
            .orElseThrow()
            .run(
                new PrintWriter(out),
                new PrintWriter(out),
                "--multi-release",
                "25",
                "--ignore-missing-deps",
                "-s",
                "--class-path",
                path,
                archive.toString());
    assertThat(code).as(out.toString()).isZero();
    return out.toString();
  }

  private String agent(Map<String, String> environment, String... arguments) throws Exception {
    var command = new ArrayList<>(List.of(home.resolve("bin/keyferry-agent").toString()));
    command.addAll(Arrays.asList(arguments));
    return run(environment, command.toArray(String[]::new));
  }

  private static Path built(String pattern) throws IOException {
    try (var found = Files.newDirectoryStream(TARGET, pattern)) {
      var files = found.iterator();
      assumeTrue(files.hasNext(), "no package was built: add -Ppackages");
      return files.next();
    }
  }

  private static Path only(Path directory, String prefix) throws IOException {
    try (var files = Files.newDirectoryStream(directory, prefix + "*.jar")) {
      return files.iterator().next();
    }
  }

  private static String run(Map<String, String> environment, String... command)
      throws IOException, InterruptedException {
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(environment);
    var process = builder.start();
    process.getOutputStream().close();
    var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).as(output).isZero();
    return output;
  }
}
