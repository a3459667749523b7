package org.keyferry.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Comparator;
import java.util.concurrent.TimeUnit;
import org.keyferry.protocol.bundle.Version;
import org.keyferry.testkit.TurnableClock;

/// Makes the cache of classes of a packaged agent (JEP 514): one whole round, from the settings to
/// the report, by the packaged program itself; the repository is scripted.
///
/// `TrainingRun HOME` writes `HOME/agent.aot`. Part of the build (deploy/packages/agent), not a
/// test.
final class TrainingRun {

  private static final int PATIENCE_IN_MINUTES = 5;

  private TrainingRun() {}

  public static void main(String... arguments) throws Exception {
    var home = Path.of(arguments[0]);
    var directory = Files.createTempDirectory("keyferry-training-");
    var clock = TurnableClock.at(Instant.now());
    try (var repository = ScriptedRepository.at(clock)) {
      var host = ScriptedHost.in(directory, repository, clock).enrolled();
      repository.publishes(Version.first());
      var settings = settings(directory, repository, host);
      requireSuccess(
          home, "-XX:AOTCacheOutput=" + home.resolve("agent.aot"), "once", settings.toString());
      requireSuccess(home, "-XX:AOTMode=on", "status", settings.toString());
    } finally {
      remove(directory);
    }
  }

  private static Path settings(Path directory, ScriptedRepository repository, ScriptedHost host)
      throws IOException {
    var settings =
        Files.writeString(
            directory.resolve("agent.yaml"),
            """
            server: URI
            state: STATE
            allowed-roots: [ROOT]
            targets:
              - name: www
                kind: files
                certificate: www-1
                directory: VERSIONS
                combined: COMBINED
                reload: [/bin/true]
            """
                .replace("URI", repository.uri().toString())
                .replace("STATE", host.state().toString())
                .replace("ROOT", directory.toString())
                .replace("VERSIONS", host.versions().toString())
                .replace("COMBINED", host.combined().toString()));
    Files.setPosixFilePermissions(settings, PosixFilePermissions.fromString("rw-r--r--"));
    return settings;
  }

  private static void requireSuccess(Path home, String option, String command, String settings)
      throws IOException, InterruptedException {
    var builder =
        new ProcessBuilder(
            home.resolve("bin/keyferry-agent").toString(), command, "--config", settings);
    builder.environment().put("KEYFERRY_JAVA_OPTIONS", option + " -Xlog:aot=error");
    var process = builder.inheritIO().start();
    if (!process.waitFor(PATIENCE_IN_MINUTES, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      throw new IllegalStateException(command + " did not end");
    }
    if (process.exitValue() != 0) {
      throw new IllegalStateException(command + " ended with " + process.exitValue());
    }
  }

  private static void remove(Path directory) throws IOException {
    try (var files = Files.walk(directory)) {
      for (var each : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }
}
