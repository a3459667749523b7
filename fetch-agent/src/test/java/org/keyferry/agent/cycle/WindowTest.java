package org.keyferry.agent.cycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.keyferry.agent.ScriptedHost;
import org.keyferry.agent.ScriptedRepository;
import org.keyferry.agent.reload.Recipe;
import org.keyferry.protocol.agent.Report;
import org.keyferry.protocol.bundle.Version;
import org.keyferry.protocol.pki.KeyType;
import org.keyferry.testkit.FixtureCa;
import org.keyferry.testkit.TurnableClock;

/// A server is touched within its window, unless its certificate does not last until then.
@Timeout(120)
class WindowTest {

  private static final Version FIRST = new Version(1, 1);
  private static final Version SECOND = new Version(1, 2);
  private static final Duration A_DAY = Duration.ofDays(1);
  private static final Duration LIFE = Duration.ofDays(90); // of the leaves of the fixture
  private static final Recipe RECIPE =
      new Recipe(List.of("/bin/true"), List.of("/bin/true"), Duration.ofSeconds(20));

  @TempDir private Path directory;

  private final TurnableClock clock =
      TurnableClock.at(Instant.now().truncatedTo(ChronoUnit.MINUTES));
  private final Instant opening = clock.instant().plus(A_DAY);
  private final ScriptedRepository repository = ScriptedRepository.at(clock);

  @BeforeEach
  void enroll() throws Exception {
    repository.issuesIdentitiesFor(Duration.ofDays(365));
    host(Duration.ofDays(3)).enrolled();
  }

  @AfterEach
  void close() {
    repository.close();
  }

  @Test
  void aFirstVersionTakesNothingFromAnybodyAndDoesNotWait() throws Exception {
    repository.publishes(FIRST);

    assertThat(host(Duration.ofDays(3)).outcomeOfOnce()).isEqualTo(new Outcome.Installed(FIRST));
  }

  @Test
  void aNewVersionIsHeldSealedUntilTheWindowOpens() throws Exception {
    installFirst();
    repository.publishes(SECOND);

    assertThat(host(Duration.ofDays(3)).outcomeOfOnce())
        .isEqualTo(new Outcome.Held(FIRST, SECOND, opening));

    assertThat(repository.requests())
        .filteredOn(each -> each.endsWith("/" + SECOND))
        .hasSize(1); // it is here
    assertThat(directory.resolve("www/1.2")).doesNotExist(); // and not opened
    assertThat(reported().state()).isEqualTo("held");
    assertThat(reported().stage()).isEqualTo("plan");
    assertThat(reported().installed()).isEqualTo("1.1");
    assertThat(reported().detail()).contains("held until " + opening);
    assertThat(status().state()).isEqualTo("held");
    assertThat(status().nextTry()).contains(opening);
  }

  @Test
  void itGoesInWhenTheWindowOpens() throws Exception {
    installFirst();
    repository.publishes(SECOND);
    host(Duration.ofDays(3)).once();
    clock.turnTo(opening.plus(Duration.ofMinutes(30)));
    repository.refreshes();

    assertThat(host(Duration.ofDays(3)).outcomeOfOnce()).isEqualTo(new Outcome.Installed(SECOND));

    assertThat(status().remark()).isEmpty();
  }

  /// The agent wakes for the window, and not only for news.
  @Test
  void theNextRoundIsNoLaterThanTheWindow() throws Exception {
    installFirst();
    repository.publishes(SECOND);
    host(Duration.ofDays(3)).once();
    var rests =
        new Rests(
            new Logbook(host(Duration.ofDays(3)).state()).read(),
            new BackOff(Duration.ofSeconds(1), Duration.ofSeconds(1), new Random(1)),
            new BackOff(Duration.ofSeconds(1), Duration.ofSeconds(1), new Random(1)),
            Rests.Patience.RESTING);

    assertThat(rests.next(host(Duration.ofDays(3)).settings().targets(), clock.instant()))
        .contains(opening);
  }

  /// The admin stands beside it.
  @Test
  void aRoundMayBeToldToIgnoreTheWindow() throws Exception {
    installFirst();
    repository.publishes(SECOND);
    var host = host(Duration.ofDays(3));
    assertThat(host.outcomeOfOnce()).isInstanceOf(Outcome.Held.class);

    var round = host.desk().once(host.settings().withoutWindows(), Progress.UNHEARD);

    assertThat(round.targets())
        .extracting(RoundResult.TargetResult::outcome)
        .containsExactly(new Outcome.Installed(SECOND));
    assertThat(host.outcomeOfOnce()).isEqualTo(new Outcome.Installed(SECOND));
  }

  /// The admin changed his mind.
  @Test
  void aWindowThatIsTakenAwayHoldsNothing() throws Exception {
    installFirst();
    repository.publishes(SECOND);
    host(Duration.ofDays(3)).once();

    assertThat(
            ScriptedHost.in(directory, repository, clock)
                .withTarget("www", "www-1", RECIPE, List.of(), Optional.empty())
                .outcomeOfOnce())
        .isEqualTo(new Outcome.Installed(SECOND));
  }

  @Test
  void aCertificateThatExpiresSoonOverridesTheWindowAndSaysSo() throws Exception {
    installFirst();
    repository.publishes(SECOND);
    var anxious = LIFE.plus(A_DAY);

    assertThat(host(anxious).outcomeOfOnce()).isEqualTo(new Outcome.Installed(SECOND));

    assertThat(reported().detail()).contains("the window was overridden").contains("expires at");
    assertThat(status().remark())
        .hasValueSatisfying(each -> assertThat(each).contains("the window was overridden"));
    host(anxious).once();
    assertThat(status().remark()).isPresent(); // as long as that version is in force
  }

  /// It waits for the window or for the last moment, whichever comes first.
  @Test
  void itIsHeldNoLongerThanTheCertificateAllows() throws Exception {
    installFirst();
    repository.publishes(SECOND);
    var override = LIFE.minus(Duration.ofHours(2));

    assertThat(host(override).outcomeOfOnce())
        .isInstanceOfSatisfying(
            Outcome.Held.class, held -> assertThat(held.until()).isBefore(opening));
  }

  @Test
  void oneThatExpiredWhileTheHostWasOffIsReplacedInTheFirstRound() throws Exception {
    installFirst();
    clock.turn(LIFE.plus(Duration.ofHours(3)));
    publishOneIssuedNow(SECOND);
    var host = host(Duration.ofHours(1));
    var stop = new StopSignal();
    var asked = repository.requests().stream().filter("GET /v1/manifest"::equals).count();

    host.desk()
        .run(
            host.settings(),
            stop,
            AfterRound.NOTHING,
            step -> {
              if (step.stage().equals("report")) {
                stop.stop();
              }
            });

    assertThat(repository.requests())
        .filteredOn("GET /v1/manifest"::equals)
        .hasSize((int) asked + 1);
    assertThat(Files.readString(directory.resolve("www/.journal.json"))).contains("\"1.2\"");
    assertThat(reported().detail()).contains("expired at");
  }

  /// The CA of the fixture issues as of the beginning of the test.
  private void publishOneIssuedNow(Version version) {
    var key = FixtureCa.keyPair(KeyType.EC_P256);
    var bundle =
        repository
            .fixture()
            .bundle(
                ScriptedRepository.AGENT,
                repository.sealingKey(),
                ScriptedRepository.CERTIFICATE,
                version,
                key,
                FixtureCa.at(clock.instant()).issue(key.getPublic(), "www.example.test"));
    repository.publishes(bundle, repository.fixture().sign(bundle));
  }

  private void installFirst() throws Exception {
    repository.publishes(FIRST);
    assertThat(host(Duration.ofDays(3)).outcomeOfOnce()).isEqualTo(new Outcome.Installed(FIRST));
  }

  private ScriptedHost host(Duration overrideBeforeExpiry) {
    var from = opening.atZone(ZoneOffset.UTC);
    return ScriptedHost.in(directory, repository, clock)
        .withTarget(
            "www",
            "www-1",
            RECIPE,
            List.of(),
            Optional.of(
                new MaintenanceWindow(
                    Set.of(DayOfWeek.from(from)),
                    LocalTime.from(from),
                    LocalTime.from(from).plusHours(2),
                    ZoneOffset.UTC,
                    overrideBeforeExpiry)));
  }

  private Report.TargetReport reported() {
    return repository.reports().getLast().targets().getFirst();
  }

  private StatusPage.Line status() throws Exception {
    var host = host(Duration.ofDays(3));
    return host.desk().status(host.settings()).targets().getFirst();
  }
}
