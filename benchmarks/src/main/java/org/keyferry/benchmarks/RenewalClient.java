package org.keyferry.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.keyferry.protocol.pki.CertificateChain;
import org.keyferry.testkit.Pebble;
import org.keyferry.testkit.installation.Programs;

/// A peer: an ACME client that holds one certificate and is asked to renew what is due.
///
/// @param renew its command for that
/// @param certificate the file it keeps
/// @param nothingToDo what it says when nothing is due
record RenewalClient(
    String name,
    Map<String, String> environment,
    List<String> renew,
    Path certificate,
    String nothingToDo) {

  RenewalClient {
    environment = Map.copyOf(environment);
    renew = List.copyOf(renew);
  }

  /// Whether there is such a program on the path.
  static boolean isInstalled(String program) {
    return Arrays.stream(System.getenv("PATH").split(":", -1))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }

  /// Obtains a certificate through http-01.
  ///
  /// @param home for all its files
  /// @param http01 the port where the CA looks for the answer
  static RenewalClient certbot(Pebble ca, Path home, int http01) {
    var environment =
        Map.of("REQUESTS_CA_BUNDLE", httpsRoot(ca, home).toString(), "NO_PROXY", "127.0.0.1");
    var common =
        List.of(
            "--non-interactive",
            "--config-dir",
            home.resolve("config").toString(),
            "--work-dir",
            home.resolve("work").toString(),
            "--logs-dir",
            home.resolve("logs").toString());
    var obtain =
        List.of(
            "--standalone",
            "--http-01-address",
            "127.0.0.1",
            "--http-01-port",
            Integer.toString(http01),
            "--server",
            ca.directory().toString(),
            "--agree-tos",
            "--register-unsafely-without-email",
            "--domain",
            "certbot.example.test");
    Programs.run(environment, words(List.of("certbot", "certonly"), common, obtain)).succeeded();
    return new RenewalClient(
        "certbot renew",
        environment,
        words(List.of("certbot", "renew"), common),
        home.resolve("config/live/certbot.example.test/cert.pem"),
        "Certificate not yet due for renewal");
  }

  /// As [#certbot].
  static RenewalClient lego(Pebble ca, Path home, int http01) {
    var environment = Map.of("LEGO_CA_CERTIFICATES", httpsRoot(ca, home).toString());
    var common =
        List.of(
            "lego",
            "--path",
            home.toString(),
            "--server",
            ca.directory().toString(),
            "--accept-tos",
            "--email",
            "benchmark@example.test",
            "--key-type",
            "ec256",
            "--domains",
            "lego.example.test",
            "--http",
            "--http.port",
            "127.0.0.1:" + http01);
    Programs.run(environment, words(common, List.of("run"))).succeeded();
    return new RenewalClient(
        "lego renew",
        environment,
        words(common, List.of("renew")),
        home.resolve("certificates/lego.example.test.crt"),
        "no renewal");
  }

  /// One run that finds nothing to do.
  Cost idleRound(Meter meter) {
    var before = read(certificate);
    var run = meter.run(environment, renew);
    if (!run.says().contains(nothingToDo) || !read(certificate).equals(before)) {
      throw new IllegalStateException("was to change nothing: " + run.says());
    }
    return run.cost();
  }

  private static Path httpsRoot(Pebble ca, Path home) {
    try {
      Files.createDirectories(home);
      return Files.writeString(
          home.resolve("ca.pem"), new CertificateChain(List.of(ca.httpsRoot())).toPem());
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  @SafeVarargs
  private static List<String> words(List<String>... parts) {
    var all = new ArrayList<String>();
    for (var part : parts) {
      all.addAll(part);
    }
    return all;
  }
}
