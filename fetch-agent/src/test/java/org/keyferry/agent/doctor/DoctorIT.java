package org.keyferry.agent.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.keyferry.agent.ScriptedHost;
import org.keyferry.agent.ScriptedRepository;
import org.keyferry.protocol.bundle.Version;
import org.keyferry.testkit.Nginx;
import org.keyferry.testkit.TurnableClock;

/// What goes wrong with a real nginx, and that each case is told from the others.
class DoctorIT {

  private static final Version SECOND = new Version(1, 2);

  @TempDir private Path directory;

  private final TurnableClock clock = TurnableClock.at(Instant.now());
  private final ScriptedRepository repository = ScriptedRepository.at(clock);
  private Nginx nginx;
  private ScriptedHost host;

  @SuppressWarnings("NullAway.Init") // set before each test
  DoctorIT() {}

  @BeforeEach
  void serve() throws Exception {
    nginx = Nginx.including(directory.resolve("site/www.conf"));
    host = ScriptedHost.in(directory, repository, clock).withNginx(nginx).enrolled();
    repository.publishes(Version.first());
    var _ = host.once();
    nginx.start();
    var _ = host.once();
  }

  @AfterEach
  void close() {
    nginx.close();
    repository.close();
  }

  @Test
  void allIsWell() throws Exception {
    var found = examine(host);

    assertThat(found.checks()).noneMatch(check -> check.verdict() == Verdict.FAILED);
    assertThat(found.of(Subject.INCLUDE).finding())
        .startsWith("the server reads " + host.snippet());
    assertThat(found.of(Subject.LISTENER).finding()).contains("presents what is installed");
  }

  @Test
  void aSnippetThatNginxDoesNotReadIsFoundOut() throws Exception {
    try (var other = Nginx.including(copy())) {
      other.start();
      var wired = ScriptedHost.in(directory, repository, clock).withNginx(other);

      var found = examine(wired);

      found.assertFailed(
          Subject.INCLUDE,
          "does not read " + host.snippet(),
          "write `include " + host.snippet() + ";` into the server block");
      assertThat(found.verdictOn(Subject.VALIDATE)).isEqualTo(Verdict.OK);
      assertThat(found.verdictOn(Subject.LISTENER)).isEqualTo(Verdict.OK); // the same, today
    }
  }

  /// The include was forgotten, and nginx goes on with what it had: the new version is in place.
  @Test
  void aFirstVersionThatNginxDoesNotReadIsLookedAtToo() throws Exception {
    try (var other = Nginx.including(copy())) {
      other.start();
      var wired = ScriptedHost.in(directory, repository, clock).withNginx(other);
      Files.delete(host.versions().resolve(".journal.json"));
      Files.delete(host.snippet());
      repository.publishes(SECOND);
      var _ = wired.once();

      var found = examine(wired);

      found.assertFailed(Subject.INCLUDE, "does not read " + host.snippet(), "write `include");
      found.assertFailed(Subject.LISTENER, "and not what is installed", "reload the server");
      assertThat(found.of(Subject.INSTALLED).finding()).endsWith("has seen it served yet");
      assertThat(found.verdictOn(Subject.INSTALLED)).isEqualTo(Verdict.WARNING);
      assertThat(found.verdictOn(Subject.PAIR)).isEqualTo(Verdict.OK);
    }
  }

  @Test
  void aConfigurationThatIsBrokenIsToldFromAServerThatIsDown() throws Exception {
    nginx.write("garbage;");

    var broken = examine(host);

    broken.assertFailed(Subject.VALIDATE, "unknown directive \"garbage\"", "mend the server's");
    assertThat(broken.verdictOn(Subject.INCLUDE)).isEqualTo(Verdict.SKIPPED);
    assertThat(broken.verdictOn(Subject.LISTENER)).isEqualTo(Verdict.OK);

    nginx.write("");
    nginx.stop();

    var down = examine(host);

    assertThat(down.verdictOn(Subject.VALIDATE)).isEqualTo(Verdict.OK);
    down.assertFailed(
        Subject.LISTENER,
        "no TLS handshake with 127.0.0.1:" + nginx.port() + ": Connection refused",
        "start the server");
  }

  /// Installed and never reloaded: what is on the disk is right, and what is presented is not.
  @Test
  void aServerThatStillPresentsTheVersionBeforeIsFoundOut() throws Exception {
    try (var reloaded = Nginx.including(host.snippet())) {
      reloaded.start();
      var elsewhere = ScriptedHost.in(directory, repository, clock).withNginx(reloaded);
      repository.publishes(SECOND);
      var _ = elsewhere.once();

      var found = examine(host);

      found.assertFailed(Subject.LISTENER, "and not what is installed", "reload the server");
      assertThat(found.verdictOn(Subject.PAIR)).isEqualTo(Verdict.OK);
      assertThat(found.verdictOn(Subject.INCLUDE)).isEqualTo(Verdict.OK);
    }
  }

  /// A copy of the pair, as an admin makes it who does not trust an include.
  private Path copy() throws Exception {
    var pair = host.versions().resolve("1.1");
    return Files.writeString(
        directory.resolve("other.conf"),
        "ssl_certificate "
            + Files.copy(pair.resolve("fullchain.pem"), directory.resolve("other-chain.pem"))
            + ";\nssl_certificate_key "
            + Files.copy(pair.resolve("key.pem"), directory.resolve("other-key.pem"))
            + ";\n");
  }

  private Found examine(ScriptedHost examined) throws Exception {
    return Found.on(examined, directory.resolve("root"), clock);
  }
}
