package org.keyferry.agent.cycle;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.keyferry.agent.disk.Ownership;
import org.keyferry.agent.identity.KeyHome;
import org.keyferry.agent.install.Placement;
import org.keyferry.agent.install.SwitchForm;
import org.keyferry.agent.reload.Recipe;
import org.keyferry.protocol.pki.DisplayName;

/// A process that makes one whole round on a host that is enrolled: asks, fetches, installs, writes
/// down, reports. It is there to be killed.
///
/// Arguments: host directory, address of the repository.
final class RoundOnce {

  private RoundOnce() {}

  public static void main(String[] arguments) throws AgentBusy, IOException, InterruptedException {
    System.out.println(on(Path.of(arguments[0]), URI.create(arguments[1])));
  }

  /// The same within the process of a test.
  static RoundResult on(Path host, URI repository)
      throws AgentBusy, IOException, InterruptedException {
    var world = new World(InstantSource.system(), new SecureRandom(), _ -> {}, "1.2.3");
    return new AgentDesk(world).once(settings(host, repository), Progress.UNHEARD);
  }

  static Settings settings(Path host, URI repository) {
    return new Settings(
        repository,
        host.resolve("state"),
        new KeyHome.InFiles(),
        new Settings.Poll(Duration.ofSeconds(5), Duration.ofMillis(50), Duration.ofSeconds(1)),
        List.of(
            new Target(
                new DisplayName("www"),
                Kind.FILES,
                new DisplayName("www-1"),
                new Placement(
                    host.resolve("www"),
                    host.resolve("site/www.pem"),
                    SwitchForm.COMBINED_PEM,
                    Ownership.PRIVATE),
                new Recipe(List.of("/bin/true"), List.of(), Duration.ofSeconds(10)),
                List.of(),
                Optional.empty())),
        Settings.Metrics.NONE);
  }
}
