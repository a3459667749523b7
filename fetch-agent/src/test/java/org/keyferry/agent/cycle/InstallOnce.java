package org.keyferry.agent.cycle;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.keyferry.agent.disk.Ownership;
import org.keyferry.agent.disk.PathGuard;
import org.keyferry.agent.fetch.HighWaterMarks;
import org.keyferry.agent.install.Installation;
import org.keyferry.agent.install.Placement;
import org.keyferry.agent.probe.Listener;
import org.keyferry.agent.probe.ProbeAddress;
import org.keyferry.agent.probe.TlsProbe;
import org.keyferry.agent.reload.Recipe;
import org.keyferry.agent.reload.RecipeRunner;
import org.keyferry.agent.reload.Reload;
import org.keyferry.protocol.bundle.HighWaterMark;
import org.keyferry.protocol.bundle.SecretBytes;
import org.keyferry.protocol.bundle.Version;
import org.keyferry.protocol.pki.CertificateChain;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.protocol.pki.Thumbprint;
import org.keyferry.testkit.FixtureRepository;

/// A process that does what a round does once a bundle is open, from files: finish what is under
/// way, raise the mark, stage, switch, validate, reload, probe, settle. It is there to be killed.
///
/// Arguments: host directory, server, version, port to probe (0: none), then the validate and the
/// reload command with `--` between them. Reads `<version>.key` (PKCS#8) and `<version>.pem` in
/// `<host>/incoming`.
final class InstallOnce {

  private InstallOnce() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    switch (run(arguments)) {
      case Outcome.Served _, Outcome.Installed _, Outcome.RolledBack _ -> {} // it came to its end
      case Outcome other -> throw new IllegalStateException(other.toString());
    }
  }

  private static Outcome run(String[] arguments) throws IOException, InterruptedException {
    var commands = List.of(arguments).subList(4, arguments.length);
    var between = commands.indexOf("--");
    return install(
        Path.of(arguments[0]),
        InstalledServer.valueOf(arguments[1]),
        Version.parse(arguments[2]),
        Integer.parseInt(arguments[3]),
        commands.subList(0, between),
        commands.subList(between + 1, commands.size()));
  }

  /// The same within the process of a test.
  static Outcome install(
      Path host,
      InstalledServer server,
      Version version,
      int port,
      List<String> validate,
      List<String> reload)
      throws IOException, InterruptedException {
    var target =
        new Target(
            new DisplayName("www"),
            server.kind(),
            new DisplayName("www-1"),
            placement(host, server),
            new Recipe(validate, new Reload.Command(reload), Duration.ofSeconds(30)),
            port == 0
                ? List.of()
                : List.of(Listener.tls(new ProbeAddress("127.0.0.1", port, Optional.empty()))),
            Optional.empty());
    var installer =
        new TargetInstaller(
            new RecipeRunner(),
            new Watch(new TlsProbe()::look, InstallOnce::pause, InstantSource.system()),
            Progress.UNHEARD);
    var installation = Installation.prepare(target.placement(), PathGuard.ofThisProcess());
    var finished = installer.finish(target, installation);
    if (installation.journal().confirmed().filter(version::equals).isPresent()) {
      return finished.map(Finding::outcome).orElseGet(() -> new Outcome.Installed(version));
    }
    return installer
        .install(target, installation, version, () -> bring(host, installation, version))
        .outcome();
  }

  private static void bring(Path host, Installation installation, Version version)
      throws IOException {
    var incoming = host.resolve("incoming");
    var pem = Files.readString(incoming.resolve(version + ".pem"));
    new HighWaterMarks(host)
        .put(
            FixtureRepository.agent(1),
            FixtureRepository.certificate(1),
            new HighWaterMark(version, Thumbprint.of("bundle " + version)));
    try (var key = SecretBytes.takeOver(Files.readAllBytes(incoming.resolve(version + ".key")))) {
      installation.stage(version, key, CertificateChain.ofPem(pem));
    }
  }

  private static Placement placement(Path host, InstalledServer server) {
    return new Placement(
        host.resolve("www"), InstalledServer.switchFile(host), server.form(), Ownership.PRIVATE);
  }

  /// Shorter than on a host: hundreds of installs follow one another.
  private static void pause(Duration duration) throws InterruptedException {
    var _ = new CountDownLatch(1).await(duration.toMillis() / 5, TimeUnit.MILLISECONDS);
  }
}
