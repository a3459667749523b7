package org.keyferry.agent.cycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.keyferry.agent.ScriptedHost;
import org.keyferry.agent.ScriptedRepository;
import org.keyferry.agent.install.Installation;
import org.keyferry.agent.install.Journal;
import org.keyferry.agent.install.Stage;
import org.keyferry.agent.probe.Listener;
import org.keyferry.agent.probe.ProbeAddress;
import org.keyferry.agent.probe.Protocol;
import org.keyferry.agent.reload.Recipe;
import org.keyferry.protocol.agent.Report;
import org.keyferry.protocol.bundle.Version;
import org.keyferry.protocol.pki.SerialNumber;
import org.keyferry.protocol.problem.ProblemType;
import org.keyferry.testkit.ScriptedListener;
import org.keyferry.testkit.ServerPair;
import org.keyferry.testkit.TurnableClock;

/// An installation has eight stages. Whatever fails, and wherever it dies, the host is as it was or
/// as it should be.
class InstallTransactionTest {

  private static final Version FIRST = new Version(1, 1);
  private static final Version SECOND = new Version(1, 2);
  private static final Version THIRD = new Version(1, 3);
  private static final List<String> TRUE = List.of("/bin/true");
  private static final List<String> FALSE = List.of("/bin/false");
  private static final Duration LONG = Duration.ofSeconds(20);

  @TempDir private Path directory;

  private final TurnableClock clock = TurnableClock.at(Instant.now());
  private final ScriptedRepository repository = ScriptedRepository.at(clock);
  private final ScriptedListener web = ScriptedListener.tls();
  private final ScriptedListener mail = ScriptedListener.smtp();

  @BeforeEach
  void enroll() throws Exception {
    ScriptedHost.in(directory, repository, clock).withFiles("/bin/true").enrolled();
  }

  @AfterEach
  void close() {
    web.close();
    mail.close();
    repository.close();
  }

  @Test
  void theReportSaysWhatTheProofSawAndNobodyLooksAgain() throws Exception {
    serveFirst();
    var seen = List.of(web.connections(), mail.connections());
    var leaf = repository.publishes(SECOND);

    assertThat(host().outcomeOfOnce()).isEqualTo(new Outcome.Served(SECOND));

    assertThat(reported().state()).isEqualTo("served");
    assertThat(reported().servedSerial()).isEqualTo(serial(leaf));
    assertThat(reported().installedSerial()).isEqualTo(serial(leaf));
    assertThat(reported().installedNotAfter()).isEqualTo(leaf.getNotAfter().toInstant());
    assertThat(reported().listeners())
        .extracting(Report.ListenerReport::protocol)
        .containsExactly("tls", "smtp");
    assertThat(reported().listeners())
        .allSatisfy(each -> assertThat(each.servedSerial()).isEqualTo(serial(leaf)));
    // one look before the switch, then three rounds of four
    assertThat(List.of(web.connections() - seen.get(0), mail.connections() - seen.get(1)))
        .containsExactly(13, 13);
  }

  @Test
  void eachStageIsToldByNameAndNumber() throws Exception {
    repository.publishes(FIRST);
    web.follows(combined());
    mail.follows(combined());
    var told = new ArrayList<String>();

    host().desk().once(host().settings(), step -> told.add(step.number() + " " + step.stage()));

    assertThat(told)
        .containsExactly(
            "1 plan",
            "2 stage",
            "3 check",
            "4 switch",
            "5 validate",
            "6 reload",
            "7 probe",
            "8 report");
  }

  @Nested
  class WhenAReloadLies {

    private ServerPair old;

    @SuppressWarnings("NullAway.Init") // set before each test
    WhenAReloadLies() {}

    @BeforeEach
    void serve() throws Exception {
      serveFirst();
      old = ServerPair.readFrom(combined());
    }

    /// Two workers, of which one has not read the new certificate.
    @Test
    void workersThatDisagreeAreStale() throws Exception {
      var leaf = repository.publishes(SECOND);
      web.presents(oldAndNewInTurn());

      assertThat(host().outcomeOfOnce())
          .isInstanceOfSatisfying(
              Outcome.Stale.class,
              stale ->
                  assertThat(stale.reason())
                      .contains("127.0.0.1:" + web.port())
                      .contains("presents serial " + serial(old.leaf()))
                      .contains("installed is " + serial(leaf))
                      .doesNotContain("smtp"));

      assertThat(reported().state()).isEqualTo("stale");
      assertThat(reported().stage()).isEqualTo("probe");
      assertThat(reported().installedSerial()).isEqualTo(serial(leaf));
      assertThat(reported().servedSerial()).isNull();
      assertThat(reported().listeners())
          .extracting(Report.ListenerReport::servedSerial)
          .containsExactly(serial(old.leaf()), serial(leaf));
      assertThat(journal()).isEqualTo(new Journal.Settled(SECOND, Optional.of(FIRST)));
    }

    @Test
    void oneOfTwoAddressesIsNamed() throws Exception {
      repository.publishes(SECOND);
      mail.presents(old);

      assertThat(host().outcomeOfOnce())
          .isInstanceOfSatisfying(
              Outcome.Stale.class,
              stale -> assertThat(stale.reason()).startsWith("smtp 127.0.0.1:" + mail.port()));
      assertThat(ServerPair.readFrom(combined()).leaf()).isNotEqualTo(old.leaf());
    }

    /// Nobody took it, so nobody loses it.
    @Test
    void oneThatChangesNothingIsTakenBack() throws Exception {
      repository.publishes(SECOND);
      web.presents(old);
      mail.presents(old);

      assertThat(host().outcomeOfOnce())
          .isInstanceOfSatisfying(
              Outcome.RolledBack.class,
              rolledBack -> assertThat(rolledBack.refused()).isEqualTo(SECOND));

      assertThat(ServerPair.readFrom(combined()).leaf()).isEqualTo(old.leaf());
      assertThat(reported().state()).isEqualTo("rolled-back");
      assertThat(reported().stage()).isEqualTo("probe");
      assertThat(reported().servedSerial()).isEqualTo(serial(old.leaf()));
    }

    @Test
    void aStaleServerIsToldOnceMore() throws Exception {
      repository.publishes(SECOND);
      mail.presents(old);
      var reloads = directory.resolve("reloads");
      var counting = new Recipe(TRUE, List.of("/bin/sh", "-c", "echo >> " + reloads), LONG);
      assertThat(host(counting).outcomeOfOnce()).isInstanceOf(Outcome.Stale.class);
      assertThat(Files.readAllLines(reloads)).hasSize(1);

      assertThat(host(counting).outcomeOfOnce()).isInstanceOf(Outcome.Stale.class);
      assertThat(Files.readAllLines(reloads)).hasSize(2);

      mail.follows(combined());
      assertThat(host(counting).outcomeOfOnce()).isEqualTo(new Outcome.Served(SECOND));
      assertThat(Files.readAllLines(reloads)).hasSize(2);
    }

    private Supplier<Optional<ServerPair>> oldAndNewInTurn() {
      var turn = new AtomicInteger();
      return () ->
          Optional.of(turn.getAndIncrement() % 2 == 0 ? old : ServerPair.readFrom(combined()));
    }
  }

  @Nested
  class WhenAListenerIsSilent {

    @BeforeEach
    void serve() throws Exception {
      serveFirst();
    }

    @Test
    void oneThatAnsweredBeforeTakesTheVersionBack() throws Exception {
      var before = ServerPair.readFrom(combined());
      repository.publishes(SECOND);
      mail.presents(() -> Optional.of(ServerPair.readFrom(combined())).filter(before::equals));

      assertThat(host().outcomeOfOnce())
          .isInstanceOfSatisfying(
              Outcome.RolledBack.class,
              rolledBack ->
                  assertThat(rolledBack.reason())
                      .contains("no TLS handshake with smtp 127.0.0.1:" + mail.port()));
      assertThat(ServerPair.readFrom(combined())).isEqualTo(before);
    }

    /// Somebody stopped the mail server: no reason to let the web server's certificate expire.
    @Test
    void oneThatDidNotAnswerBeforeDoesNotHoldTheVersionBack() throws Exception {
      repository.publishes(SECOND);
      mail.hangsUp();

      assertThat(host().outcomeOfOnce())
          .isInstanceOfSatisfying(
              Outcome.Failed.class,
              failed -> {
                assertThat(failed.current()).contains(SECOND);
                assertThat(failed.reason()).contains("smtp 127.0.0.1:" + mail.port());
              });
      assertThat(journal()).isEqualTo(new Journal.Settled(SECOND, Optional.of(FIRST)));
      assertThat(reported().servedSerial()).isNull();
    }
  }

  @Nested
  class WhenACommandGoesWrong {

    @BeforeEach
    void serve() throws Exception {
      serveFirst();
      repository.publishes(SECOND);
    }

    @Test
    void aReloadThatHangsIsEndedAndTakenBack() throws Exception {
      var hanging =
          new Recipe(TRUE, List.of("/bin/sh", "-c", "sleep 600 & wait"), Duration.ofSeconds(1));

      assertThat(host(hanging).outcomeOfOnce())
          .isInstanceOfSatisfying(
              Outcome.RolledBack.class,
              rolledBack ->
                  assertThat(rolledBack.reason())
                      .contains("did not end in 1 s")
                      .doesNotContain("exit code"));

      assertThat(reported().stage()).isEqualTo("reload");
      assertThat(host().outcomeOfOnce()).isEqualTo(new Outcome.Served(SECOND));
    }

    @Test
    void aReloadThatFailsSaysWhyInPrintableWords() throws Exception {
      var failing =
          new Recipe(TRUE, List.of("/bin/sh", "-c", "printf 'no \\033[31mway'; exit 7"), LONG);

      assertThat(host(failing).outcomeOfOnce())
          .isInstanceOfSatisfying(
              Outcome.RolledBack.class,
              rolledBack ->
                  assertThat(rolledBack.reason())
                      .contains("failed (exit code 7): no \\u001b[31mway"));
      assertThat(reported().stage()).isEqualTo("reload");
    }

    @Test
    void aCheckThatFailsIsTakenBackUnheard() throws Exception {
      var witness = directory.resolve("witness");

      assertThat(
              host(new Recipe(FALSE, List.of("/usr/bin/touch", witness.toString()), LONG))
                  .outcomeOfOnce())
          .isInstanceOf(Outcome.RolledBack.class);

      assertThat(witness).doesNotExist();
      assertThat(reported().stage()).isEqualTo("validate");
    }
  }

  /// There is nothing to go back to, and what is there is better than nothing.
  @Test
  void aFirstVersionStaysWhenALaterCheckFails() throws Exception {
    repository.publishes(FIRST);
    web.hangsUp();
    mail.hangsUp();
    assertThat(host().outcomeOfOnce()).isInstanceOf(Outcome.Failed.class);
    var before = Files.readString(combined());

    assertThat(host(new Recipe(FALSE, TRUE, LONG)).outcomeOfOnce())
        .isInstanceOfSatisfying(
            Outcome.Failed.class,
            failed -> assertThat(failed.reason()).contains("/bin/false failed"));

    assertThat(combined()).hasContent(before);
  }

  @Nested
  class WhereverItDies {

    @BeforeEach
    void serve() throws Exception {
      serveFirst();
    }

    @ParameterizedTest
    @EnumSource(Stage.class)
    void theNextStartGoesOn(Stage stage) throws Exception {
      var old = Files.readString(combined());
      repository.publishes(SECOND);

      assertThatThrownBy(() -> host().desk().once(host().settings(), dyingAt(stage)))
          .isInstanceOf(Death.class);

      assertThat(journal().stage()).isEqualTo(journalled(stage));
      assertThat(Files.readString(combined()).equals(old)).isEqualTo(stage.number() <= 4);
      assertThat(host().outcomeOfOnce()).isEqualTo(new Outcome.Served(SECOND));
      assertThat(journal()).isEqualTo(new Journal.Settled(SECOND, Optional.of(FIRST)));
      assertThat(versions()).containsExactlyInAnyOrder("1.1", "1.2", ".journal.json");
      assertThat(reported().installed()).isEqualTo("1.2");
    }

    /// SIGTERM: what is begun is ended, what is not begun waits for the next start.
    @ParameterizedTest
    @EnumSource(Stage.class)
    void aStopLetsItComeToItsEnd(Stage stage) throws Exception {
      repository.publishes(SECOND);
      repository.publishes(2, FIRST);
      var host = host();
      host.withTarget("other", "www-2", new Recipe(TRUE, TRUE, LONG), List.of(), Optional.empty());
      var stop = new StopSignal();

      host.desk()
          .run(
              host.settings(),
              stop,
              AfterRound.NOTHING,
              step -> {
                if (step.stage().equals(stage.word())) {
                  stop.stop();
                }
              });

      assertThat(journal()).isEqualTo(new Journal.Settled(SECOND, Optional.of(FIRST)));
      assertThat(directory.resolve("site/other.pem").toFile().exists())
          .isEqualTo(stage == Stage.REPORT);
      assertThat(host.once().targets())
          .extracting(RoundResult.TargetResult::outcome)
          .containsExactly(new Outcome.Served(SECOND), new Outcome.Installed(FIRST));
    }

    /// Before the switch, the journal says what is prepared; the last stage is past the journal.
    private static Optional<Stage> journalled(Stage stage) {
      return switch (stage) {
        case PLAN, STAGE, CHECK, VALIDATE, RELOAD, PROBE -> Optional.of(stage);
        case SWITCH -> Optional.of(Stage.CHECK);
        case REPORT -> Optional.empty();
      };
    }

    private static Progress dyingAt(Stage stage) {
      return step -> {
        if (step.stage().equals(stage.word())) {
          throw new Death();
        }
      };
    }
  }

  @Test
  void twoVersionsAreKeptAndNoRefusedOne() throws Exception {
    serveFirst();
    repository.publishes(SECOND);
    host().once();
    repository.publishes(THIRD);
    host(new Recipe(FALSE, TRUE, LONG)).once();
    host(new Recipe(FALSE, TRUE, LONG)).once();
    repository.withdrawsEverything();

    host().once();

    assertThat(versions()).containsExactlyInAnyOrder("1.1", "1.2", ".journal.json");
    assertThat(journal()).isEqualTo(new Journal.Settled(SECOND, Optional.of(FIRST)));
  }

  /// A defect that one target meets is no other's business.
  @Test
  void aDefectOfOneTargetDoesNotStopTheOthers() throws Exception {
    repository.publishes(FIRST);
    var host =
        ScriptedHost.in(directory, repository, clock)
            .withTarget("one", "www-1", new Recipe(TRUE, TRUE, LONG), List.of(), Optional.empty())
            .withTarget("two", "www-1", new Recipe(TRUE, TRUE, LONG), List.of(), Optional.empty());

    var result =
        host.desk()
            .once(
                host.settings(),
                step -> {
                  if (step.target().equals("one") && step.stage().equals("check")) {
                    throw new IllegalArgumentException("a defect");
                  }
                });

    assertThat(result.targets().getFirst().outcome())
        .isInstanceOfSatisfying(
            Outcome.Failed.class,
            failed -> assertThat(failed.reason()).contains("the agent has a defect"));
    assertThat(result.targets().getLast().outcome()).isEqualTo(new Outcome.Installed(FIRST));
    assertThat(host.once().targets())
        .allSatisfy(each -> assertThat(each.outcome()).isEqualTo(new Outcome.Installed(FIRST)));
  }

  @Nested
  class ACertificateThatNoTargetWants {

    @Test
    void isKeptSealedAndReported() throws Exception {
      serveFirst();
      repository.publishes(2, FIRST);

      var result = host().once();

      assertThat(result.unwanted()).hasSize(1);
      var line = repository.reports().getLast().targets().getLast();
      assertThat(line.target()).isEqualTo("www-2");
      assertThat(line.kind()).isEqualTo("none");
      assertThat(line.state()).isEqualTo("waiting");
      assertThat(line.detail()).contains("no target on this host wants it").contains("sealed");
      assertThat(host().desk().status(host().settings()).unwanted()).containsKey("www-2");
      assertThat(keysOnDisk()).hasSize(1);
    }

    @Test
    void goesInOnceATargetWantsItEvenWithTheRepositoryDown() throws Exception {
      serveFirst();
      repository.publishes(2, FIRST);
      host().once();
      repository.refuses(ProblemType.DATABASE_UNAVAILABLE);
      var host = host();
      host.withTarget("other", "www-2", new Recipe(TRUE, TRUE, LONG), List.of(), Optional.empty());

      assertThat(host.once().targets().getLast().outcome()).isEqualTo(new Outcome.Installed(FIRST));
    }

    private List<Path> keysOnDisk() throws IOException {
      try (var files = Files.walk(directory)) {
        return files
            .filter(
                each -> each.endsWith("key.pem") && !each.startsWith(directory.resolve("state")))
            .toList();
      }
    }
  }

  /// Six hours without a fresh word, whatever the reason.
  @Test
  void silenceForTooLongIsAFreeze() throws Exception {
    serveFirst();
    repository.refuses(ProblemType.DATABASE_UNAVAILABLE);
    assertThat(host().once().trouble())
        .hasValueSatisfying(each -> assertThat(each.frozenSince()).isEmpty());
    var news = clock.instant();
    clock.turn(Duration.ofHours(7));
    var sent = reportsTried();

    assertThat(host().once().trouble())
        .hasValueSatisfying(each -> {
          assertThat(each.frozenSince()).contains(news);
          assertThat(each.sentence()).contains("nothing fresh").contains("freeze");
        });

    assertThat(reportsTried()).isGreaterThan(sent);
    assertThat(host().desk().status(host().settings()).frozenSince()).contains(news);
    repository.refuses(null);
    repository.refreshes();
    assertThat(host().once().trouble()).isEmpty();
    assertThat(host().desk().status(host().settings()).frozenSince()).isEmpty();
  }

  private long reportsTried() {
    return repository.requests().stream().filter(each -> each.contains("/v1/reports")).count();
  }

  private void serveFirst() throws Exception {
    repository.publishes(FIRST);
    web.follows(combined());
    mail.follows(combined());
    assertThat(host().outcomeOfOnce()).isEqualTo(new Outcome.Served(FIRST));
  }

  private ScriptedHost host() {
    return host(new Recipe(TRUE, TRUE, LONG));
  }

  private ScriptedHost host(Recipe recipe) {
    return ScriptedHost.in(directory, repository, clock)
        .withTarget(
            "www",
            "www-1",
            recipe,
            List.of(
                Listener.tls(new ProbeAddress("127.0.0.1", web.port(), Optional.empty())),
                new Listener(
                    Protocol.SMTP, new ProbeAddress("127.0.0.1", mail.port(), Optional.empty()))),
            Optional.empty());
  }

  private Report.TargetReport reported() {
    return repository.reports().getLast().targets().getFirst();
  }

  private Journal journal() throws IOException {
    return Installation.of(host().settings().targets().getFirst().placement()).journal();
  }

  private List<String> versions() throws IOException {
    try (Stream<Path> entries = Files.list(directory.resolve("www"))) {
      return entries.map(each -> each.getFileName().toString()).toList();
    }
  }

  private Path combined() {
    return directory.resolve("site/www.pem");
  }

  private static String serial(X509Certificate leaf) {
    return SerialNumber.of(leaf).toString();
  }

  /// Of the process.
  private static final class Death extends Error {}
}
