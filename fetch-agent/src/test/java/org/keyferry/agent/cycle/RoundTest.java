package org.keyferry.agent.cycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.keyferry.agent.ScriptedHost;
import org.keyferry.agent.ScriptedRepository;
import org.keyferry.agent.disk.StateLock;
import org.keyferry.agent.identity.NotEnrolled;
import org.keyferry.protocol.bundle.Version;
import org.keyferry.protocol.pki.KeyType;
import org.keyferry.protocol.problem.ProblemType;
import org.keyferry.testkit.FixtureCa;
import org.keyferry.testkit.FixtureRepository;
import org.keyferry.testkit.TurnableClock;

/// One round brings a host to what the repository says, if that can be believed.
class RoundTest {

  private static final Version FIRST = new Version(1, 1);
  private static final Version SECOND = new Version(1, 2);

  private static final KeyPair SOMEBODY_ELSE = FixtureCa.keyPair(KeyType.RSA_2048);

  @TempDir private Path directory;

  private final TurnableClock clock = TurnableClock.at(Instant.now());
  private final ScriptedRepository repository = ScriptedRepository.at(clock);
  private ScriptedHost host;

  @SuppressWarnings("NullAway.Init") // set before each test
  RoundTest() {}

  @BeforeEach
  void enroll() throws Exception {
    host = ScriptedHost.in(directory, repository, clock).withFiles("/bin/true").enrolled();
  }

  @AfterEach
  void close() {
    repository.close();
  }

  @Test
  void aVersionIsInstalledAndReported() throws Exception {
    var leaf = repository.publishes(FIRST);

    assertThat(host.outcomeOfOnce()).isEqualTo(new Outcome.Installed(FIRST));

    var report = repository.reports().getLast().targets().getFirst();
    assertThat(report.state()).isEqualTo("installed");
    assertThat(report.installed()).isEqualTo("1.1");
    assertThat(report.installedSerial()).isEqualTo(leaf.getSerialNumber().toString(16));
    assertThat(report.certificate()).isEqualTo(ScriptedRepository.CERTIFICATE.toString());
    assertThat(Files.readString(host.combined()))
        .isEqualTo(
            Files.readString(host.versions().resolve("1.1/key.pem"))
                + Files.readString(host.versions().resolve("1.1/fullchain.pem")));
  }

  @Test
  void aBundleIsAskedForOnce() throws Exception {
    repository.publishes(FIRST);

    host.once();
    host.once();
    host.once();

    assertThat(repository.requests()).filteredOn(each -> each.contains("/bundles/")).hasSize(1);
  }

  @Test
  void twoVersionsAreKept() throws Exception {
    for (var counter = 1; counter <= 4; counter++) {
      repository.publishes(new Version(1, counter));
      host.once();
    }

    try (var entries = Files.list(host.versions())) {
      assertThat(entries.map(each -> each.getFileName().toString()))
          .containsExactlyInAnyOrder("1.3", "1.4", ".journal.json");
    }
  }

  @Test
  void aTargetWithoutACertificateWaits() throws Exception {
    assertThat(host.outcomeOfOnce()).isInstanceOf(Outcome.Waiting.class);
  }

  @Test
  void whatIsNoLongerGrantedStays() throws Exception {
    repository.publishes(FIRST);
    host.once();
    var before = host.disk();
    repository.withdrawsEverything();

    assertThat(host.outcomeOfOnce())
        .isInstanceOfSatisfying(
            Outcome.Waiting.class, waiting -> assertThat(waiting.current()).contains(FIRST));
    assertThat(host.disk()).isEqualTo(before);
  }

  @Test
  void aDamagedVersionIsWrittenAgain() throws Exception {
    repository.publishes(FIRST);
    host.once();
    var before = host.disk();
    Files.writeString(host.versions().resolve("1.1/key.pem"), "spoiled");

    assertThat(host.outcomeOfOnce()).isEqualTo(new Outcome.Installed(FIRST));

    assertThat(host.disk()).isEqualTo(before);
  }

  @Test
  void aSecondAgentOnTheSameStateIsSentAway() throws Exception {
    try (var _ = StateLock.tryTake(host.state().resolve("lock")).orElseThrow()) {
      assertThatThrownBy(host::once)
          .isInstanceOf(AgentBusy.class)
          .hasMessageContaining("another keyferry-agent");
    }
  }

  @Test
  void aStrangerHasNothingToDo() {
    var stranger =
        ScriptedHost.in(directory.resolve("other"), repository, clock).withFiles("/bin/true");

    assertThatThrownBy(stranger::once)
        .isInstanceOf(NotEnrolled.class)
        .hasMessageContaining("keyferry-agent enroll");
  }

  @Nested
  class WhenTheCheckFails {

    @Test
    void thePreviousVersionIsInForceAgain() throws Exception {
      repository.publishes(FIRST);
      host.once();
      var before = ScriptedHost.bytesOf(host.combined());
      repository.publishes(SECOND);
      var broken = ScriptedHost.in(directory, repository, clock).withFiles("/bin/false");

      assertThat(broken.outcomeOfOnce())
          .isEqualTo(
              new Outcome.RolledBack(
                  Optional.of(FIRST), SECOND, "/bin/false failed (exit code 1)"));

      assertThat(ScriptedHost.bytesOf(host.combined())).isEqualTo(before);
      assertThat(repository.reports().getLast().targets().getFirst())
          .satisfies(report -> {
            assertThat(report.state()).isEqualTo("rolled-back");
            assertThat(report.installed()).isEqualTo("1.1");
            assertThat(report.detail()).contains("/bin/false failed");
          });
    }

    @Test
    void theVersionGoesInOnceTheFaultIsMended() throws Exception {
      repository.publishes(FIRST);
      host.once();
      repository.publishes(SECOND);
      ScriptedHost.in(directory, repository, clock).withFiles("/bin/false").once();

      assertThat(host.outcomeOfOnce()).isEqualTo(new Outcome.Installed(SECOND));
    }

    @Test
    void evenWhileTheRepositoryIsDown() throws Exception {
      repository.publishes(FIRST);
      host.once();
      repository.publishes(SECOND);
      ScriptedHost.in(directory, repository, clock).withFiles("/bin/false").once();
      repository.refuses(ProblemType.DATABASE_UNAVAILABLE);

      var result = host.once();

      assertThat(result.trouble()).map(Trouble::fault).contains(Fault.UNREACHABLE);
      assertThat(result.targets().getFirst().outcome()).isEqualTo(new Outcome.Installed(SECOND));
    }

    @Test
    void aFirstVersionLeavesNothingBehind() throws Exception {
      repository.publishes(FIRST);

      assertThat(
              ScriptedHost.in(directory, repository, clock).withFiles("/bin/false").outcomeOfOnce())
          .isEqualTo(
              new Outcome.RolledBack(Optional.empty(), FIRST, "/bin/false failed (exit code 1)"));

      assertThat(host.combined()).doesNotExist();
    }
  }

  /// Every bundle and manifest that must not be believed leaves the disk as it was.
  @Nested
  class AFalseRepository {

    @Test
    void cannotSetAVersionBack() throws Exception {
      repository.publishes(SECOND);
      host.once();

      refusedUntouched(() -> repository.publishes(FIRST), "ROLLED_BACK");
    }

    @Test
    void cannotReuseAVersion() throws Exception {
      repository.publishes(FIRST);
      host.once();

      refusedUntouched(() -> repository.publishes(FIRST), "VERSION_REUSED");
    }

    @Test
    void cannotJumpAhead() throws Exception {
      repository.publishes(FIRST);
      host.once();

      refusedUntouched(() -> repository.publishes(new Version(1, 99_999_999)), "WILD_JUMP");
    }

    @Test
    void cannotSendTheBundleOfAnotherAgent() throws Exception {
      repository.publishes(FIRST);
      host.once();

      refusedUntouched(
          () -> {
            var other =
                repository
                    .fixture()
                    .bundle(
                        FixtureRepository.agent(2),
                        repository.sealingKey(),
                        ScriptedRepository.CERTIFICATE,
                        SECOND,
                        FixtureCa.keyPair(KeyType.EC_P256));
            repository.publishes(other, repository.fixture().sign(other));
          },
          "WRONG_AGENT");
    }

    @Test
    void cannotSendTheBundleOfAnotherCertificate() throws Exception {
      repository.publishes(FIRST);
      host.once();

      refusedUntouched(
          () -> {
            repository.publishes(SECOND);
            var other =
                repository
                    .fixture()
                    .bundle(
                        ScriptedRepository.AGENT,
                        repository.sealingKey(),
                        FixtureRepository.certificate(2),
                        SECOND,
                        FixtureCa.keyPair(KeyType.EC_P256));
            repository.answersBundleWith(SECOND, repository.fixture().sign(other));
          },
          "WRONG_DIGEST");
    }

    @Test
    void cannotSealToSomebodyElse() throws Exception {
      repository.publishes(FIRST);
      host.once();

      refusedUntouched(
          () -> {
            var other =
                repository
                    .fixture()
                    .bundle(
                        ScriptedRepository.AGENT,
                        SOMEBODY_ELSE.getPublic(),
                        ScriptedRepository.CERTIFICATE,
                        SECOND,
                        FixtureCa.keyPair(KeyType.EC_P256));
            repository.publishes(other, repository.fixture().sign(other));
          },
          "NOT_OPENABLE");
    }

    @Test
    void cannotSendGarbage() throws Exception {
      repository.publishes(FIRST);
      host.once();

      refusedUntouched(
          () -> {
            repository.publishes(SECOND);
            repository.answersBundleWith(SECOND, "../../etc/passwd\0; touch /tmp/pwn");
          },
          "WRONG_DIGEST");
    }

    /// A freeze (T22): the repository is there and has nothing fresh to say.
    @Test
    void cannotFreezeTheHostUnseen() throws Exception {
      repository.publishes(FIRST);
      host.once();
      var before = host.disk();
      clock.turn(Duration.ofDays(1)); // its manifest stands still

      var result = host.once();

      assertThat(result.trouble())
          .hasValueSatisfying(trouble -> {
            assertThat(trouble.fault()).isEqualTo(Fault.STATEMENT);
            assertThat(trouble.sentence()).contains("STALE").contains("freeze");
          });
      assertThat(result.targets().getFirst().outcome()).isEqualTo(new Outcome.Installed(FIRST));
      assertThat(host.disk()).isEqualTo(before);
      assertThat(repository.reports().getLast().targets().getFirst().detail()).contains("freeze");
    }

    @Test
    void isNotBelievedWithAClockADayBehind() throws Exception {
      repository.publishes(FIRST);
      clock.turn(Duration.ofDays(-1));

      assertThat(host.once().trouble())
          .hasValueSatisfying(trouble ->
              assertThat(trouble.sentence()).contains("in the future").contains("clock"));
    }

    @Test
    void cannotShrinkItsAuditRecord() throws Exception {
      repository.publishes(FIRST);
      host.once();

      refusedUntouched(
          () ->
              repository.says(
                  repository
                      .fixture()
                      .manifest(ScriptedRepository.AGENT, FixtureRepository.checkpoint(0))),
          "AUDIT_ROLLED_BACK");
    }

    private void refusedUntouched(Deed deed, String reason) throws Exception {
      var before = host.disk();
      deed.run();

      var result = host.once();

      var said =
          result
              .trouble()
              .map(Trouble::sentence)
              .orElseGet(() -> result.targets().getFirst().outcome().whyNot().orElse(""));
      assertThat(said).contains(reason);
      assertThat(host.disk()).isEqualTo(before);
    }
  }

  @Nested
  class WhenTheMarksAreGone {

    @Test
    void nothingIsInstalled() throws Exception {
      repository.publishes(FIRST);
      host.once();
      var before = host.disk();
      Files.delete(host.state().resolve("high-water-marks.json"));
      repository.publishes(SECOND);

      assertThat(host.once().trouble())
          .hasValueSatisfying(trouble ->
              assertThat(trouble.sentence())
                  .contains("high-water-marks.json")
                  .contains("is missing"));
      assertThat(host.disk()).isEqualTo(before);
    }

    @Test
    void enrollingAgainMendsIt() throws Exception {
      repository.publishes(SECOND);
      host.once();
      Files.delete(host.state().resolve("high-water-marks.json"));
      host.enrolledAgain();
      var third = new Version(1, 3);
      repository.publishes(third);

      assertThat(host.outcomeOfOnce()).isEqualTo(new Outcome.Installed(third));
    }

    @Test
    void enrollingAgainMendsDamagedOnesToo() throws Exception {
      repository.publishes(FIRST);
      host.once();
      Files.writeString(host.state().resolve("high-water-marks.json"), "spoiled");
      host.enrolledAgain();
      repository.publishes(SECOND);

      assertThat(host.outcomeOfOnce()).isEqualTo(new Outcome.Installed(SECOND));
    }

    @Test
    void theDiskStillKnowsWhatIsTooOld() throws Exception {
      repository.publishes(SECOND);
      host.once();
      Files.delete(host.state().resolve("high-water-marks.json"));
      host.enrolledAgain();
      repository.publishes(FIRST);

      assertThat(host.outcomeOfOnce().whyNot())
          .hasValueSatisfying(
              reason -> assertThat(reason).contains("ROLLED_BACK").contains("on the disk"));
    }
  }

  @Nested
  class AHostThatBecameAnotherAgent {

    @BeforeEach
    void enrollAgain() throws Exception {
      repository.publishes(SECOND);
      host.once();
      repository.enrollsAs(FixtureRepository.agent(2));
      host.enrolledAgain();
    }

    @Test
    void takesTheBundleThatIsSealedToItNow() throws Exception {
      repository.publishes(SECOND);

      assertThat(host.outcomeOfOnce()).isEqualTo(new Outcome.Installed(SECOND));
    }

    @Test
    void stillKnowsWhatIsTooOld() throws Exception {
      repository.publishes(FIRST);

      assertThat(host.outcomeOfOnce().whyNot())
          .hasValueSatisfying(reason -> assertThat(reason).contains("ROLLED_BACK"));
    }

    @Test
    void doesNotTakeAVersionTwice() throws Exception {
      repository.publishes(SECOND);
      host.once();
      repository.publishes(SECOND);

      assertThat(host.outcomeOfOnce().whyNot())
          .hasValueSatisfying(reason -> assertThat(reason).contains("VERSION_REUSED"));
    }
  }

  @Nested
  class ARevokedAgent {

    @Test
    void keepsWhatItHasAndSaysSo() throws Exception {
      repository.publishes(FIRST);
      host.once();
      var before = host.disk();
      repository.refuses(ProblemType.IDENTITY_REVOKED);

      var result = host.once();

      assertThat(result.trouble())
          .hasValueSatisfying(trouble -> {
            assertThat(trouble.fault()).isEqualTo(Fault.REFUSED);
            assertThat(trouble.sentence()).contains("good no longer").contains("enroll --again");
          });
      assertThat(host.disk()).isEqualTo(before);
    }
  }

  private interface Deed {
    void run() throws Exception;
  }
}
