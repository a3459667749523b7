package org.keyferry.agent.doctor;

import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.keyferry.agent.ScriptedHost;
import org.keyferry.agent.ScriptedRepository;
import org.keyferry.agent.disk.StateLock;
import org.keyferry.protocol.bundle.Version;
import org.keyferry.protocol.problem.ProblemType;
import org.keyferry.testkit.TurnableClock;

/// What a doctor finds on a host without a server, and what it says is to be done.
class DoctorTest {

  @TempDir private Path directory;

  private final TurnableClock clock = TurnableClock.at(Instant.now());
  private final ScriptedRepository repository = ScriptedRepository.at(clock);
  private final Map<String, String> environment = new HashMap<>();
  private ScriptedHost host;

  @SuppressWarnings("NullAway.Init") // set before each test
  DoctorTest() {}

  @BeforeEach
  void begin() {
    host = ScriptedHost.in(directory, repository, clock).withFiles("/bin/true");
  }

  @AfterEach
  void close() {
    repository.close();
  }

  @Test
  void aHostOnWhichAllIsWellHasNothingThatFailed() throws Exception {
    install();
    try (var _ = StateLock.tryTake(host.state().resolve("lock")).orElseThrow()) {
      var found = examine();

      assertThat(found.checks())
          .allSatisfy(check -> assertThat(check.verdict()).isNotEqualTo(Verdict.FAILED));
      assertThat(found.checks())
          .extracting(Check::subject)
          .containsAll(everythingBut(Subject.SETTINGS));
      assertThat(found.of(Subject.RUNNING).finding())
          .isEqualTo("an agent is at work, process " + ProcessHandle.current().pid());
      assertThat(found.of(Subject.GRANT).finding()).isEqualTo("version 1.1 is for this host");
      assertThat(found.verdictOn(Subject.PIN)).isEqualTo(Verdict.OK);
      assertThat(found.verdictOn(Subject.CLOCK)).isEqualTo(Verdict.OK);
      assertThat(found.verdictOn(Subject.PAIR)).isEqualTo(Verdict.OK);
      assertThat(found.verdictOn(Subject.KEYS)).isEqualTo(Verdict.OK);
    }
  }

  @Test
  void nothingIsChanged() throws Exception {
    install();
    var before = host.disk();
    var state = ScriptedHost.bytesOf(host.state().resolve("last-round.json"));

    var _ = examine();

    assertThat(host.disk()).isEqualTo(before);
    assertThat(ScriptedHost.bytesOf(host.state().resolve("last-round.json"))).isEqualTo(state);
  }

  @Test
  void aHostThatIsNotEnrolledIsToldHow() throws Exception {
    var found = examine();

    found.assertFailed(Subject.IDENTITY, "this host is not enrolled", "keyferry-agent enroll");
    assertThat(found.verdictOn(Subject.STATE)).isEqualTo(Verdict.SKIPPED);
    assertThat(found.verdictOn(Subject.TLS)).isEqualTo(Verdict.OK);
    assertThat(found.of(Subject.PIN).finding()).contains("without an identity");
    assertThat(found.of(Subject.INSTALLED).finding()).isEqualTo("nothing is installed yet");
  }

  /// The settings are the first thing that is looked at, and all that is, if they are wrong.
  @Test
  void settingsThatAreWrongAreNamedOneByOne() throws Exception {
    var file =
        Files.writeString(directory.resolve("agent.yaml"), "server: https://x\ntagets: []\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

    var diagnosis = doctor().examine(file);

    assertThat(diagnosis.isHealthy()).isFalse();
    assertThat(diagnosis.checks())
        .extracting(Check::subject, Check::verdict)
        .containsExactly(
            tuple(Subject.SETTINGS, Verdict.FAILED), // no targets
            tuple(Subject.SETTINGS, Verdict.FAILED), // but tagets
            tuple(Subject.STATE, Verdict.SKIPPED));
  }

  @Test
  void settingsThatOthersMayWriteAreNotBelieved() throws Exception {
    var file = Files.writeString(directory.resolve("agent.yaml"), "server: https://x\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));

    assertThat(doctor().examine(file).checks().getFirst().finding()).contains("chmod go-w");
  }

  @Nested
  class TheWayToTheRepository {

    @Test
    void aRepositoryThatIsDownIsNotReached() throws Exception {
      install();
      repository.close();
      environment.put("https_proxy", "http://user:hunter2@proxy.example");

      var found = examine();

      found.assertFailed(Subject.CONNECTION, "Connection refused", "keyferry-server runs there");
      assertThat(found.verdictOn(Subject.ANSWER)).isEqualTo(Verdict.SKIPPED);
      assertThat(found.verdictOn(Subject.GRANT)).isEqualTo(Verdict.SKIPPED);
      assertThat(found.verdictOn(Subject.PROXY)).isEqualTo(Verdict.WARNING);
      assertThat(found.of(Subject.PROXY).finding()).contains("https_proxy");
      assertThat(found.toString()).doesNotContain("hunter2");
    }

    @Test
    void anotherRepositoryAtTheAddressIsFoundOut() throws Exception {
      install();
      try (var stranger = ScriptedRepository.at(clock)) {
        var lured = ScriptedHost.in(directory, stranger, clock).withFiles("/bin/true");

        var found = byIts(lured);

        found.assertFailed(Subject.PIN, "is not the repository of the enrollment", "proxy");
        assertThat(found.verdictOn(Subject.CLOCK)).isEqualTo(Verdict.SKIPPED);
        found.assertFailed(Subject.ANSWER, "is not the repository that this host trusts", "server");
      }
    }

    /// F40: the clock is wrong by days.
    @Test
    void aClockThatIsWrongByDaysIsNamedThoughNothingElseVerifies() throws Exception {
      install();
      var _ = clock.turn(Duration.ofDays(9).plusHours(1));

      var found = examine();

      assertThat(found.verdictOn(Subject.PIN)).isEqualTo(Verdict.OK);
      found.assertFailed(Subject.CLOCK, "9 d ahead of the repository's", "timedatectl");
      found.assertFailed(Subject.IDENTITY, "and was so until", "unless the clock is wrong");
    }

    @Test
    void aRevokedHostIsToldSo() throws Exception {
      install();
      repository.refuses(ProblemType.IDENTITY_REVOKED);

      examine().assertFailed(Subject.ANSWER, "refused (401)", "ask an officer why");
    }

    @Test
    void aCertificateWithoutAGrantIsMissed() throws Exception {
      install();
      repository.withdrawsEverything();

      examine()
          .assertFailed(
              Subject.GRANT,
              "the repository has nothing for certificate www-1",
              "keyferry grants add");
    }

    @Test
    void aNewerVersionThatIsNotInstalledIsNoted() throws Exception {
      install();
      repository.publishes(new Version(1, 2));

      assertThat(examine().of(Subject.GRANT))
          .satisfies(
              check -> assertThat(check.verdict()).isEqualTo(Verdict.WARNING),
              check ->
                  assertThat(check.finding())
                      .isEqualTo("version 1.2 is for this host, and 1.1 is installed"));
    }
  }

  @Nested
  class TheDisk {

    @Test
    void aKeyOfTheIdentityThatOthersMayReadIsNamed() throws Exception {
      install();
      var key = host.state().resolve("identity/1/key.pem");
      Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));

      assertThat(examine().checks())
          .anySatisfy(check -> {
            assertThat(check.subject()).isEqualTo(Subject.KEYS);
            assertThat(check.target()).isEmpty();
            assertThat(check.verdict()).isEqualTo(Verdict.FAILED);
            assertThat(check.fix().orElseThrow()).startsWith("chmod 600 " + key);
          });
    }

    @Test
    void aKeyOfATargetThatOthersMayReadIsNamed() throws Exception {
      install();
      var key = host.versions().resolve("1.1/key.pem");
      Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));

      examine().assertFailed(Subject.KEYS, key + " is rw-r--r--", "chmod and chown " + key);
    }

    @Test
    void aCombinedFileThatOthersMayReadIsNamed() throws Exception {
      install();
      Files.setPosixFilePermissions(host.combined(), PosixFilePermissions.fromString("rw-r--r--"));

      examine().assertFailed(Subject.KEYS, host.combined() + " is rw-r--r--", "chmod and chown");
    }

    /// As the agent leaves one that its admin made so, and declared nothing about.
    @Test
    void aCombinedFileThatItsGroupMayReadIsNot() throws Exception {
      install();
      Files.setPosixFilePermissions(host.combined(), PosixFilePermissions.fromString("rw-r-----"));

      assertThat(examine().verdictOn(Subject.KEYS)).isEqualTo(Verdict.OK);
    }

    @Test
    void aPlaceThatOthersMayWriteIsNamed() throws Exception {
      install();
      Files.setPosixFilePermissions(host.versions(), PosixFilePermissions.fromString("rwxrwxrwx"));

      examine().assertFailed(Subject.PLACE, "chmod go-w", "mend what is named");
    }

    @Test
    void aKeyOfAnotherCertificateDoesNotPassForAPair() throws Exception {
      install();
      repository.publishes(new Version(1, 2));
      host.once();
      Files.copy(
          host.versions().resolve("1.1/key.pem"),
          host.versions().resolve("1.2/key.pem"),
          REPLACE_EXISTING);

      examine()
          .assertFailed(Subject.PAIR, "key and certificate do not belong together", "once writes");
    }

    @Test
    void aSwitchFileThatSomebodyEditedIsFoundOut() throws Exception {
      install();
      Files.writeString(host.combined(), "edited");

      examine().assertFailed(Subject.PAIR, "does not say what the agent wrote", "once writes");
    }

    @Test
    void aLostHighWaterMarkIsFoundOut() throws Exception {
      install();
      Files.delete(host.state().resolve("high-water-marks.json"));

      assertThat(examine().of(Subject.STATE).finding()).contains("high-water-marks.json");
    }

    @Test
    void anExpiredCertificateIsFoundOut() throws Exception {
      install();
      var _ = clock.turn(Duration.ofDays(400));

      assertThat(examine().of(Subject.INSTALLED).finding()).contains("and expired at");
    }
  }

  @Nested
  class TheServer {

    @Test
    void aServerThatFindsItsConfigurationWrongIsHeard() throws Exception {
      install();
      var broken = ScriptedHost.in(directory, repository, clock).withFiles("/bin/false");

      byIts(broken)
          .assertFailed(Subject.VALIDATE, "/bin/false failed (exit code 1)", "mend the server's");
    }

    @Test
    void aProgramThatIsNotThereIsMissed() throws Exception {
      var missing = ScriptedHost.in(directory, repository, clock).withFiles("/usr/sbin/ngnix");

      byIts(missing).assertFailed(Subject.COMMANDS, "/usr/sbin/ngnix is not there", "correct");
    }
  }

  /// Who is not root sees less, and is told so.
  @Test
  void whatAnotherUserMayNotSeeIsSkippedWithTheReason() throws Exception {
    install();

    var found =
        Found.on(host, new Host(directory.resolve("root"), environment, 65_534, "nobody"), clock);

    for (var subject :
        List.of(
            Subject.STATE, Subject.RUNNING, Subject.IDENTITY, Subject.VALIDATE, Subject.INCLUDE)) {
      assertThat(found.verdictOn(subject)).as(subject.word()).isEqualTo(Verdict.SKIPPED);
      assertThat(found.of(subject).finding()).contains("nobody").contains("run this as root");
    }
  }

  @Nested
  class TheHost {

    @Test
    void aCronJobThatNamesAFileOfTheAgentIsAFight() throws Exception {
      install();
      write(
          "etc/cron.d/acme",
          "0 3 * * * root /root/.acme.sh/acme.sh --cron --fullchain-file "
              + host.combined()
              + "\n");

      examine().assertFailed(Subject.TOOLS, "etc/cron.d/acme names " + host.combined(), "one of");
    }

    @Test
    void aToolThatMindsItsOwnBusinessIsLeftAlone() throws Exception {
      install();
      write("etc/letsencrypt/renewal/mail.conf", "installer = None\ncert = /etc/mail.pem\n");
      write("etc/cron.d/other", "0 3 * * * root cp /x " + host.combined() + ".bak\n");

      var check = examine().of(Subject.TOOLS);

      assertThat(check.verdict()).isEqualTo(Verdict.OK);
      assertThat(check.finding()).contains("renewal/mail.conf");
    }

    @Test
    void systemdIsAsked() throws Exception {
      Files.createDirectories(directory.resolve("root/run/systemd/system"));
      BiConsumer<String, Predicate<Check>> expect =
          (answer, expected) -> {
            try {
              systemctlSays(answer);
              assertThat(examine().of(Subject.UNIT)).as(answer).matches(expected);
            } catch (Exception unexpected) {
              throw new AssertionError(answer, unexpected);
            }
          };

      expect.accept(
          "LoadState=loaded\nActiveState=active\nUnitFileState=enabled\nMainPID=1",
          check -> check.verdict() == Verdict.OK);
      expect.accept(
          "LoadState=loaded\nActiveState=active\nUnitFileState=disabled\nMainPID=1",
          check -> check.finding().contains("would not be started at boot"));
      expect.accept(
          "LoadState=loaded\nActiveState=inactive\nUnitFileState=enabled",
          check -> check.fix().orElseThrow().equals("systemctl enable --now keyferry-agent"));
      expect.accept(
          "LoadState=loaded\nActiveState=failed\nUnitFileState=enabled",
          check -> check.verdict() == Verdict.FAILED);
      expect.accept(
          "LoadState=not-found\nActiveState=inactive", check -> check.verdict() == Verdict.SKIPPED);
    }

    private void systemctlSays(String answer) throws Exception {
      var program =
          write(
              "usr/bin/systemctl",
              "#!/bin/sh\n[ \"$2\" = keyferry-agent.service ] || exit 0\ncat <<END\n"
                  + answer
                  + "\nEND\n");
      Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private Path write(String name, String text) throws Exception {
      var file = directory.resolve("root").resolve(name);
      Files.createDirectories(file.resolve("..").normalize());
      return Files.writeString(file, text);
    }
  }

  private void install() throws Exception {
    host.enrolled();
    repository.publishes(Version.first());
    var _ = host.once();
  }

  private Found examine() throws Exception {
    return byIts(host);
  }

  private Found byIts(ScriptedHost examined) throws Exception {
    return Found.on(examined, surroundings(), clock);
  }

  private Doctor doctor() {
    return new Doctor(clock, surroundings());
  }

  private Host surroundings() {
    return new Host(directory.resolve("root"), environment, 0, "root");
  }

  private static List<Subject> everythingBut(Subject subject) {
    return Arrays.stream(Subject.values()).filter(each -> each != subject).toList();
  }
}
