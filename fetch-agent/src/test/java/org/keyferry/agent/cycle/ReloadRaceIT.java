package org.keyferry.agent.cycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.keyferry.agent.fetch.HighWaterMarks;
import org.keyferry.protocol.bundle.Version;
import org.keyferry.protocol.pki.KeyType;
import org.keyferry.testkit.FixtureCa;
import org.keyferry.testkit.Nginx;

/// Somebody else reloads nginx all the time while versions are installed (F32, F33): nginx never
/// finds a pair that does not match, and never refuses to reload.
class ReloadRaceIT {

  private static final int INSTALLS = 200;

  @TempDir private Path host;

  @Test
  void installsRaceReloads() throws Exception {
    var ca = FixtureCa.at(Instant.now());
    var leaves = new X509Certificate[INSTALLS + 1];
    var incoming = Files.createDirectory(host.resolve("incoming"));
    for (var number = 1; number <= INSTALLS; number++) {
      var key = FixtureCa.keyPair(KeyType.EC_P256);
      var chain = ca.issue(key.getPublic(), "www.example.test");
      var version = new Version(1, number);
      leaves[number] = chain.leaf();
      Files.write(incoming.resolve(version + ".key"), key.getPrivate().getEncoded());
      Files.writeString(incoming.resolve(version + ".pem"), chain.toPem());
    }
    new HighWaterMarks(host).begin();

    try (var nginx = Nginx.including(host.resolve("site/www.conf"))) {
      InstallOnce.install(
          host, new Version(1, 1), 0, nginx.validateCommand(), List.of("/bin/true"));
      nginx.start();
      var over = new AtomicBoolean();
      try (var others = Executors.newSingleThreadExecutor()) {
        var reloads = others.submit(() -> reloadUntil(over, nginx));
        try {
          for (var number = 2; number <= INSTALLS; number++) {
            var version = new Version(1, number);
            assertThat(
                    InstallOnce.install(
                        host,
                        version,
                        nginx.port(),
                        nginx.validateCommand(),
                        nginx.reloadCommand()))
                .isEqualTo(new Outcome.Served(version));
          }
        } finally {
          over.set(true);
        }
        var counted = reloads.get();

        assertThat(counted.refused()).isZero();
        nginx.awaitServed(leaves[INSTALLS]);
        assertThat(nginx.errors()).doesNotContain("[emerg]").doesNotContain("mismatch");
        System.out.printf(
            Locale.ROOT,
            "%d installs raced %d reloads by others: %d refused, 0 mismatched pairs%n",
            INSTALLS,
            counted.done(),
            counted.refused());
      }
    }
  }

  private static Reloads reloadUntil(AtomicBoolean over, Nginx nginx) {
    var done = 0;
    var refused = 0;
    while (!over.get()) {
      done++;
      if (!nginx.reload()) {
        refused++;
      }
    }
    return new Reloads(done, refused);
  }

  private record Reloads(int done, int refused) {}
}
