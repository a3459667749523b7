package org.keyferry.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.keyferry.protocol.pki.CertificateChain;
import org.keyferry.testkit.FreePort;
import org.keyferry.testkit.Pebble;
import org.keyferry.testkit.installation.Installation;
import org.keyferry.testkit.installation.OfficerApi;
import org.keyferry.testkit.installation.Programs;

/// How many certificates a minute come from name to valid: the server with its 16 workers, keys in
/// the HSM and every step in the database, against `lego`, 16 processes at a time, keys and state
/// in files. The same CA, which believes every challenge, in turn.
final class IssuanceBenchmark {

  private static final int ROUNDS = 2;
  private static final int CERTIFICATES = 64;
  private static final int AT_ONCE = 16;

  private IssuanceBenchmark() {}

  static void run(PrintStream out) {
    try (var installation =
        Installation.prepared(
            Pebble.Settings::credulous, Map.of("keyferry.scheduler.poll", "1s"))) {
      installation.server().start();
      installation.introduceTheCa();
      var officer = installation.server().officerApi();
      keyferry(officer, "warm", AT_ONCE);
      out.printf(
          Locale.ROOT, "%-6s %16s %16s %7s%n", "round", "keyferry /min", "lego /min", "ratio");
      for (var round = 1; round <= ROUNDS; round++) {
        var ours = keyferry(officer, "k" + round, CERTIFICATES);
        var theirs = lego(installation, "l" + round);
        out.printf(Locale.ROOT, "%-6d %16.0f %16.0f %7.2f%n", round, ours, theirs, ours / theirs);
      }
    }
  }

  /// Certificates per minute.
  private static double keyferry(OfficerApi officer, String prefix, int count) {
    var start = System.nanoTime();
    for (var i = 0; i < count; i++) {
      officer.addCertificate(prefix + "-" + i, prefix + "-" + i + ".example.test", "web");
    }
    Awaitility.await("all are valid")
        .atMost(Duration.ofMinutes(5))
        .pollInterval(Duration.ofMillis(200))
        .until(() -> officer.ordersNot("valid") == 0);
    return count * 60e9 / (System.nanoTime() - start);
  }

  /// Certificates per minute.
  private static double lego(Installation installation, String prefix) {
    var home = installation.directory().resolve(prefix);
    var root = write(home.resolve("ca.pem"), installation);
    register(installation, home, root);
    var start = System.nanoTime();
    try (var pool = Executors.newFixedThreadPool(AT_ONCE)) {
      var runs = new ArrayList<Future<Programs.Finished>>();
      for (var i = 0; i < CERTIFICATES; i++) {
        var name = prefix + "-" + i + ".example.test";
        Callable<Programs.Finished> run = () -> obtain(installation, home, root, name);
        runs.add(pool.submit(run));
      }
      for (var run : runs) {
        run.get().succeeded();
      }
    } catch (ExecutionException failed) {
      throw new IllegalStateException(failed.getCause());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
    return CERTIFICATES * 60e9 / (System.nanoTime() - start);
  }

  private static void register(Installation installation, Path home, Path root) {
    obtain(installation, home, root, "first.example.test").succeeded();
  }

  private static Programs.Finished obtain(
      Installation installation, Path home, Path root, String name) {
    return Programs.run(
        Map.of("LEGO_CA_CERTIFICATES", root.toString()),
        List.of(
            "lego",
            "--path",
            home.toString(),
            "--server",
            installation.ca().directory().toString(),
            "--accept-tos",
            "--email",
            "benchmark@example.test",
            "--key-type",
            "ec256",
            "--domains",
            name,
            "--http",
            "--http.port",
            "127.0.0.1:" + FreePort.tcp(),
            "run"));
  }

  private static Path write(Path file, Installation installation) {
    try {
      Files.createDirectories(file.getParent());
      return Files.writeString(
          file, new CertificateChain(List.of(installation.ca().httpsRoot())).toPem());
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
