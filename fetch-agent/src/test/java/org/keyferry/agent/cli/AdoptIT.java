package org.keyferry.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.keyferry.agent.cycle.AgentDesk;
import org.keyferry.agent.cycle.StopSignal;
import org.keyferry.agent.cycle.World;
import org.keyferry.protocol.bundle.PrivateKeyInfo;
import org.keyferry.protocol.bundle.SecretBytes;
import org.keyferry.protocol.pki.KeyType;
import org.keyferry.testkit.Apache;
import org.keyferry.testkit.FixtureCa;
import org.keyferry.testkit.HaProxy;
import org.keyferry.testkit.Nginx;
import org.keyferry.testkit.TlsServer;
import org.keyferry.testkit.TurnableClock;

/// Real servers are adopted while they run: they check what was edited, go on with what they
/// served, serve what the agent puts in its file, and are as they were after the undo.
class AdoptIT {

  private final FixtureCa ca = FixtureCa.at(Instant.now());

  @TempDir private Path directory;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @SuppressWarnings("NullAway.Init") // JUnit sets directory
  AdoptIT() {}

  @Test
  void nginxIsAdoptedAndUndone() throws Exception {
    var tls = directory.resolve("admin/tls.conf");
    try (var nginx = Nginx.including(tls)) {
      var before = pair("before", "www.example.com");
      Files.writeString(
          tls,
          "ssl_certificate "
              + at("before.pem")
              + ";\nssl_certificate_key "
              + at("before.key")
              + ";\n");
      journey(nginx, "-c", before, ".conf", this::nginxSnippet);
    }
  }

  @Test
  void apacheIsAdoptedAndUndone() throws Exception {
    var tls = directory.resolve("admin/tls.conf");
    try (var apache = Apache.including(tls)) {
      var before = pair("before", "www.example.com");
      Files.writeString(
          tls,
          "SSLCertificateFile \""
              + at("before.pem")
              + "\"\nSSLCertificateKeyFile \\\n  "
              + at("before.key")
              + "\n");
      journey(apache, "-f", before, ".conf", this::apacheSnippet);
    }
  }

  @Test
  void haproxyIsAdoptedAndUndone() throws Exception {
    var pem = directory.resolve("admin/before-combined.pem");
    try (var haproxy = HaProxy.reading(pem)) {
      var before = pair("before", "www.example.com");
      journey(haproxy, "-f", before, ".pem", this::combined);
    }
  }

  private void journey(
      TlsServer server, String option, X509Certificate before, String extension, Content content)
      throws Exception {
    var files = filesBehind(option, server.validateCommand());
    var main = files.getFirst();
    server.write("");
    server.start();
    server.awaitServed(before);
    var untouched = snapshot(main);

    assertThat(adopt(server, files)).isZero();
    assertThat(out.toString()).contains("target " + server.kind() + "-www.example.com");

    // a mistake of the admin's comes first
    server.write(server.kind().equals("haproxy") ? "garbage\n" : server.mistake());
    var mistaken = snapshot(main);
    adopt(server, files, "--apply", "--yes");
    assertThat(err.toString())
        .contains(server.kind() + " refuses its configuration", "mend that first");
    assertThat(snapshot(main)).isEqualTo(mistaken);
    server.write("");

    assertThat(adopt(server, files, "--apply", "--yes")).as(err.toString()).isZero();
    assertThat(out.toString()).contains("--- ", "+++ ", "applied, and accepted by the servers");
    reload(server);
    server.awaitServed(before);

    // what the agent does with its first version
    var switchFile = main.resolveSibling("keyferry").resolve("www.example.com" + extension);
    assertThat(switchFile).exists();
    var next = pair("next", "www.example.com");
    Files.writeString(switchFile, content.of("next"));
    reload(server);
    server.awaitServed(next);
    assertThat(adopt(server, files)).isZero();
    assertThat(out.toString()).contains("no: comes from the agent already");

    assertThat(adopt(server, files, "--undo")).as(err.toString()).isZero();
    assertThat(out.toString()).contains("is as it was", "stays, since the agent has written to it");
    var undone = snapshot(main);
    undone.keySet().removeIf(each -> each.startsWith(switchFile.toString()));
    assertThat(undone).isEqualTo(untouched);
    reload(server);
    server.awaitServed(before);
  }

  /// Returns when there are new processes: a second signal before that may be lost.
  private static void reload(TlsServer server) {
    var before = server.pids();
    assertThat(server.reload()).isTrue();
    for (var looks = 0; before.containsAll(server.pids()); looks++) {
      assertThat(looks).as("still %s: %s", before, server.errors()).isLessThan(600);
      LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
    }
  }

  private int adopt(TlsServer server, List<Path> files, String... options) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    var arguments = new ArrayList<>(List.of("adopt", "--journal", at("journal").toString()));
    for (var each : server.kind().equals("haproxy") ? files : files.subList(0, 1)) {
      arguments.addAll(List.of("--" + server.kind(), each.toString()));
    }
    arguments.addAll(List.of(options));
    var world = new World(TurnableClock.at(Instant.now()), new SecureRandom(), _ -> {}, "1.2.3");
    return AgentCommand.commandLine(new AgentDesk(world), new StopSignal(), "1.2.3")
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments.toArray(String[]::new));
  }

  private static List<Path> filesBehind(String option, List<String> command) {
    var files = new ArrayList<Path>();
    for (var at = 0; at + 1 < command.size(); at++) {
      if (command.get(at).equals(option)) {
        files.add(Path.of(command.get(at + 1)));
      }
    }
    return files;
  }

  /// Configuration of the server and of its admin: what an adoption may touch.
  private Map<String, String> snapshot(Path main) throws Exception {
    var snapshot = new TreeMap<String, String>();
    for (var root : List.of(main.getParent(), directory.resolve("admin"))) {
      try (var files = Files.walk(root)) {
        for (var each : files.filter(Files::isRegularFile).toList()) {
          var name = each.getFileName().toString();
          if (name.endsWith(".conf") || name.endsWith(".cfg") || name.endsWith(".pem")) {
            snapshot.put(each.toString(), Files.readString(each, StandardCharsets.ISO_8859_1));
          }
        }
      }
    }
    snapshot.keySet().removeIf(each -> each.contains("/next"));
    return snapshot;
  }

  /// Writes `NAME.pem`, `NAME.key` and `NAME-combined.pem`.
  private X509Certificate pair(String name, String... names) throws Exception {
    Files.createDirectories(at("."));
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    var key = FixtureCa.keyPair(KeyType.EC_P256);
    var chain = ca.issue(key.getPublic(), names);
    Files.writeString(at(name + ".pem"), chain.toPem());
    try (var der = SecretBytes.takeOver(key.getPrivate().getEncoded());
        var pem = PrivateKeyInfo.toPem(der)) {
      Files.write(at(name + ".key"), pem.lendTo(byte[]::clone));
    }
    Files.writeString(
        at(name + "-combined.pem"), chain.toPem() + Files.readString(at(name + ".key")));
    return chain.leaf();
  }

  private String nginxSnippet(String name) {
    return "ssl_certificate "
        + at(name + ".pem")
        + ";\nssl_certificate_key "
        + at(name + ".key")
        + ";\n";
  }

  private String apacheSnippet(String name) {
    return "SSLCertificateFile "
        + at(name + ".pem")
        + "\nSSLCertificateKeyFile "
        + at(name + ".key")
        + "\n";
  }

  private String combined(String name) throws Exception {
    return Files.readString(at(name + "-combined.pem"));
  }

  private Path at(String name) {
    return directory.resolve("admin").resolve(name).normalize();
  }

  private interface Content {
    String of(String name) throws Exception;
  }
}
