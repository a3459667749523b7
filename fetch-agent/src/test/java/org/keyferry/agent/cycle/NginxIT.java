package org.keyferry.agent.cycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.keyferry.agent.ScriptedHost;
import org.keyferry.agent.ScriptedRepository;
import org.keyferry.protocol.bundle.Version;
import org.keyferry.testkit.Nginx;
import org.keyferry.testkit.TurnableClock;

/// What the repository publishes is what a real nginx serves.
class NginxIT {

  private static final Version FIRST = new Version(1, 1);
  private static final Version SECOND = new Version(1, 2);

  @TempDir private Path directory;

  private final TurnableClock clock = TurnableClock.at(Instant.now());
  private final ScriptedRepository repository = ScriptedRepository.at(clock);
  private Nginx nginx;
  private ScriptedHost host;

  @SuppressWarnings("NullAway.Init") // set before each test
  NginxIT() {}

  @BeforeEach
  void enroll() throws Exception {
    nginx = Nginx.including(directory.resolve("site/www.conf"));
    host = ScriptedHost.in(directory, repository, clock).withNginx(nginx).enrolled();
  }

  @AfterEach
  void close() {
    nginx.close();
    repository.close();
  }

  /// Before its first version, nginx cannot even start.
  @Test
  void aFirstVersionStaysForTheServerToStartWith() throws Exception {
    var leaf = repository.publishes(FIRST);
    assertThat(host.outcomeOfOnce())
        .isInstanceOfSatisfying(
            Outcome.Failed.class,
            failed -> assertThat(failed.reason()).contains("tries to have it served again"));

    nginx.start();

    nginx.awaitServed(leaf);
    assertThat(host.outcomeOfOnce()).isEqualTo(new Outcome.Served(FIRST));
    assertThat(repository.reports().getLast().targets().getFirst().servedSerial())
        .isEqualTo(leaf.getSerialNumber().toString(16));
  }

  @Test
  void aNewVersionIsServed() throws Exception {
    serveFirst();
    var leaf = repository.publishes(SECOND);

    assertThat(host.outcomeOfOnce()).isEqualTo(new Outcome.Served(SECOND));

    nginx.awaitServed(leaf);
  }

  /// F30: `nginx -t` fails for someone else's mistake.
  @Test
  void aMistakeOfSomebodyElseHoldsTheVersionBackUntilItIsMended() throws Exception {
    serveFirst();
    var before = ScriptedHost.bytesOf(host.snippet());
    var served = nginx.served();
    nginx.write("garbage;");
    var leaf = repository.publishes(SECOND);

    assertThat(host.outcomeOfOnce())
        .isInstanceOfSatisfying(
            Outcome.RolledBack.class,
            rolledBack -> {
              assertThat(rolledBack.current()).contains(FIRST);
              assertThat(rolledBack.refused()).isEqualTo(SECOND);
              assertThat(rolledBack.reason()).contains("unknown directive \"garbage\"");
            });
    assertThat(ScriptedHost.bytesOf(host.snippet())).isEqualTo(before);
    assertThat(nginx.served()).isEqualTo(served);

    nginx.write("");
    assertThat(host.outcomeOfOnce()).isEqualTo(new Outcome.Served(SECOND));
    nginx.awaitServed(leaf);
  }

  /// F31: the server is down.
  @Test
  void aServerThatIsDownKeepsTheVersionBefore() throws Exception {
    serveFirst();
    nginx.stop();
    repository.publishes(SECOND);

    assertThat(host.outcomeOfOnce())
        .isInstanceOfSatisfying(
            Outcome.RolledBack.class,
            rolledBack -> assertThat(rolledBack.current()).isEqualTo(Optional.of(FIRST)));
    nginx.start();
    assertThat(host.outcomeOfOnce()).isEqualTo(new Outcome.Served(SECOND));
  }

  /// An admin wired the target to another server: what is served is not what was installed.
  @Test
  void aSnippetThatNobodyIncludesIsFoundOut() throws Exception {
    serveFirst();
    try (var other = Nginx.including(directory.resolve("site/www.conf"))) {
      other.start();
      var wired =
          ScriptedHost.in(directory, repository, clock).withNginxReloadedInsteadOf(nginx, other);
      repository.publishes(SECOND);

      assertThat(wired.outcomeOfOnce())
          .isInstanceOfSatisfying(
              Outcome.RolledBack.class,
              rolledBack -> assertThat(rolledBack.reason()).contains("presents serial"));
    }
  }

  private void serveFirst() throws Exception {
    repository.publishes(FIRST);
    host.once();
    nginx.start();
    assertThat(host.outcomeOfOnce()).isEqualTo(new Outcome.Served(FIRST));
  }
}
