package org.keyferry.agent.cycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.keyferry.agent.fetch.HighWaterMarks;
import org.keyferry.protocol.bundle.Version;
import org.keyferry.protocol.pki.KeyType;
import org.keyferry.testkit.FixtureCa;
import org.keyferry.testkit.TlsServer;

/// Somebody else reloads the server all the time while versions are installed (F32, F33): it never
/// finds a pair that does not match, never refuses to reload, and never dies.
/// `-Dkeyferry.race.installs=300` makes it a long race.
class ReloadRaceIT {

  private static final int INSTALLS = Integer.getInteger("keyferry.race.installs", 40);

  @TempDir private Path host;

  private final X509Certificate[] leaves = new X509Certificate[INSTALLS + 1];

  @ParameterizedTest
  @EnumSource
  void installsRaceReloads(InstalledServer kind) throws Exception {
    bringAll();
    try (var server = kind.on(host)) {
      InstallOnce.install(
          host, kind, version(1), 0, InstalledServer.nothing(), InstalledServer.nothing());
      server.start();
      var mainProcess = server.pids().iterator().next();
      var over = new AtomicBoolean();
      try (var others = Executors.newSingleThreadExecutor()) {
        var reloads = others.submit(() -> reloadUntil(over, server));
        try {
          for (var number = 2; number <= INSTALLS; number++) {
            assertThat(
                    InstallOnce.install(
                        host,
                        kind,
                        version(number),
                        server.port(),
                        server.validateCommand(),
                        server.reloadCommand()))
                .isEqualTo(new Outcome.Served(version(number)));
          }
        } finally {
          over.set(true);
        }
        var counted = reloads.get();

        assertThat(counted.done()).isPositive();
        assertThat(counted.refused()).isZero();
        assertThat(server.pids()).contains(mainProcess);
        server.awaitServed(leaves[INSTALLS]);
        assertThat(server.errors())
            .doesNotContain("[emerg]")
            .doesNotContain("[ALERT]")
            .doesNotContain("mismatch");
        System.out.printf(
            Locale.ROOT,
            "%s: %d installs raced %d reloads by others: %d refused, 0 dead, 0 mismatched pairs%n",
            server.kind(),
            INSTALLS,
            counted.done(),
            counted.refused());
      }
    }
  }

  private void bringAll() throws IOException {
    var ca = FixtureCa.at(Instant.now());
    var incoming = Files.createDirectory(host.resolve("incoming"));
    for (var number = 1; number <= INSTALLS; number++) {
      var key = FixtureCa.keyPair(KeyType.EC_P256);
      var chain = ca.issue(key.getPublic(), "www.example.test");
      leaves[number] = chain.leaf();
      Files.write(incoming.resolve(version(number) + ".key"), key.getPrivate().getEncoded());
      Files.writeString(incoming.resolve(version(number) + ".pem"), chain.toPem());
    }
    new HighWaterMarks(host).begin();
  }

  private static Version version(int number) {
    return new Version(1, number);
  }

  private static Reloads reloadUntil(AtomicBoolean over, TlsServer server) {
    var done = 0;
    var refused = 0;
    while (!over.get()) {
      done++;
      if (!server.reload()) {
        refused++;
      }
    }
    return new Reloads(done, refused);
  }

  private record Reloads(int done, int refused) {}
}
