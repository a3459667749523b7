package org.keyferry.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.keyferry.agent.ScriptedHost;
import org.keyferry.agent.ScriptedRepository;
import org.keyferry.agent.cycle.Moments;
import org.keyferry.agent.cycle.StopSignal;
import org.keyferry.agent.disk.StateLock;
import org.keyferry.protocol.bundle.Version;
import org.keyferry.testkit.TurnableClock;

/// What is typed, what is printed, and the exit code.
class CommandLineTest {

  private static final Duration A_DAY = Duration.ofDays(1);

  @TempDir private Path directory;

  private final TurnableClock clock = TurnableClock.at(Instant.now());
  private final ScriptedRepository repository = ScriptedRepository.at(clock);
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private ScriptedHost host;
  private Path settings;

  @SuppressWarnings("NullAway.Init") // set before each test
  CommandLineTest() {}

  @BeforeEach
  void declare() throws Exception {
    host = ScriptedHost.in(directory, repository, clock);
    settings = directory.resolve("agent.yaml");
    write("/bin/true");
  }

  @AfterEach
  void close() {
    repository.close();
  }

  @Test
  void aHostFromNothingToItsCertificate() throws Exception {
    host.keepKeys();
    var token = directory.resolve("token");
    try (var secret = repository.token()) {
      Files.writeString(token, secret.reveal() + "\n");
    }

    assertThat(run("enroll", "--token-file", token.toString())).isZero();
    assertThat(out.toString()).startsWith("enrolled as web1 (" + ScriptedRepository.AGENT + ")");

    assertThat(run("once")).isEqualTo(11);
    assertThat(out.toString()).startsWith("www: no version waiting: the repository has nothing");

    var leaf = repository.publishes(Version.first());
    assertThat(run("once")).isZero();
    assertThat(out).hasToString("www: version 1.1 installed\n");

    assertThat(run("status")).isZero();
    assertThat(out.toString())
        .startsWith("agent       web1 (" + ScriptedRepository.AGENT + "), keys in files\n")
        .contains("next        no agent is at work: systemctl start keyferry-agent")
        .contains(
            "TARGET  CERTIFICATE  VERSION  STATE      UNTIL              LEFT\n"
                + "www     www-1        1.1      installed  "
                + Moments.minute(leaf.getNotAfter().toInstant()));

    assertThat(run("status", "--output", "json")).isZero();
    assertThat(out.toString()).contains("\"state\" : \"installed\"", "\"trouble\" : null");
  }

  @Test
  void aVersionThatIsTakenBackHasACodeOfItsOwn() throws Exception {
    host.enrolled();
    repository.publishes(Version.first());
    write("/bin/false");

    assertThat(run("once")).isEqualTo(10);

    assertThat(out)
        .hasToString(
            "www: no version rolled-back: version 1.1 is not in force: /bin/false failed (exit code"
                + " 1)\n");
  }

  @Nested
  class WhileAVersionWaitsForItsWindow {

    private final Instant opening = clock.instant().truncatedTo(ChronoUnit.DAYS).plus(A_DAY);

    @BeforeEach
    void publishASecond() throws Exception {
      host.enrolled();
      repository.publishes(Version.first());
      assertThat(run("once")).isZero();
      repository.publishes(new Version(1, 2));
      Files.writeString(settings, Files.readString(settings) + windowFrom(opening));
    }

    @Test
    void aRoundSaysUntilWhenAndThatNothingIsWrong() {
      assertThat(run("once")).isEqualTo(11);

      assertThat(out)
          .hasToString(
              "www: version 1.1 held: version 1.2 is fetched and held until " + opening + "\n");
      assertThat(err.toString()).isEmpty();
    }

    @Test
    void anAdminWhoStandsBesideItNeedNotWait() {
      assertThat(run("once")).isEqualTo(11);

      assertThat(run("once", "--ignore-windows")).isZero();

      assertThat(out).hasToString("www: version 1.2 installed\n");
      assertThat(err.toString()).isEmpty();
    }

    /// The window is there again for the round after it.
    @Test
    void itIsIgnoredInThatRoundAlone() {
      assertThat(run("once", "--ignore-windows")).isZero();
      repository.publishes(new Version(1, 3));

      assertThat(run("once")).isEqualTo(11);

      assertThat(out.toString()).startsWith("www: version 1.2 held: version 1.3 is fetched");
      assertThat(run("status")).isEqualTo(11);
      assertThat(out.toString())
          .contains(
              "    next: it goes in at "
                  + Moments.minute(opening)
                  + ", or now by keyferry-agent once --ignore-windows\n");
    }

    @Test
    void aServerThatRefusesItHasTheVersionBefore() throws Exception {
      Files.writeString(settings, Files.readString(settings).replace("/bin/true", "/bin/false"));

      assertThat(run("once", "--ignore-windows")).isEqualTo(10);

      assertThat(out)
          .hasToString(
              "www: version 1.1 rolled-back: version 1.2 is not in force: /bin/false failed (exit"
                  + " code 1)\n");
    }

    /// Closed for the rest of today, whenever that is.
    private static String windowFrom(Instant opening) {
      var day = opening.atZone(ZoneOffset.UTC).getDayOfWeek().name().substring(0, 3);
      return "    window: {days: ["
          + day.toLowerCase(Locale.ROOT)
          + "], from: \"00:00\", to: \"00:01\", zone: UTC}\n";
    }
  }

  @Test
  void whoeverWatchesIsToldEachStage() throws Exception {
    host.enrolled();
    repository.publishes(Version.first());

    assertThat(run("once", "--progress", "always")).isZero();

    assertThat(err)
        .hasToString(
            """
            www: 1/8 plan 1.1
            www: 2/8 stage 1.1
            www: 3/8 check 1.1
            www: 4/8 switch 1.1
            www: 5/8 validate 1.1
            www: 6/8 reload 1.1
            www: 7/8 probe 1.1
            www: 8/8 report 1.1
            """);
    assertThat(out).hasToString("www: version 1.1 installed\n");
  }

  @Test
  void aSecondAgentSaysSoAndHasACodeOfItsOwn() throws Exception {
    host.enrolled();
    try (var _ = StateLock.tryTake(host.state().resolve("lock")).orElseThrow()) {
      assertThat(run("run")).isEqualTo(75);
      assertThat(err.toString()).contains("another keyferry-agent works with the same state");
      assertThat(run("once")).isEqualTo(75);
    }
  }

  @Test
  void goodSettingsAreGood() {
    assertThat(run("config", "check")).isZero();

    assertThat(out)
        .hasToString(
            """
            TARGET  KIND   CERTIFICATE  SWITCH FILE
            www     files  www-1        COMBINED

            www
              writes    VERSIONS/VERSION/{key,chain,fullchain}.pem (rw-------)
                        COMBINED (rw-------)
              runs      /bin/true

            SETTINGS is good: 1 target, repository SERVER
            """
                .replace("COMBINED", host.combined().toString())
                .replace("VERSIONS", host.versions().toString())
                .replace("SETTINGS", settings.toString())
                .replace("SERVER", repository.uri().toString()));
  }

  @Test
  void filesThatAreGivenAwayAreNoted() throws Exception {
    Files.writeString(
        settings, Files.readString(settings) + "    owner: daemon\n    group: mail\n");

    assertThat(run("config", "check")).isZero();

    assertThat(out.toString())
        .contains(
            "  gives     files to user daemon, group mail: keyferry-agent doctor says whether it"
                + " may\n");
  }

  @Test
  void whatThisHostLacksIsListedToo() throws Exception {
    write("/usr/sbin/no-such-server");
    Files.createDirectories(host.versions());
    Files.setPosixFilePermissions(host.versions(), PosixFilePermissions.fromString("rwxrwxrwx"));

    assertThat(run("config", "check")).isEqualTo(78);

    assertThat(err)
        .hasToString(
            "keyferry-agent: target www: directory: "
                + host.versions()
                + ": may be written by its group or by others, who could replace what the agent"
                + " writes: chmod go-w it\n"
                + "keyferry-agent: target www: command: /usr/sbin/no-such-server: is not there:"
                + " install the server, or correct `validate` and `reload`\n");
  }

  @Test
  void faultsOfTheSettingsAreListed() throws Exception {
    Files.writeString(settings, "server: https://x\ntargets:\n  - nam: www\n");

    assertThat(run("config", "check")).isEqualTo(78);

    assertThat(err)
        .hasToString(
            "keyferry-agent: line 3: targets[0].name: is missing; write for example `name: www`\n"
                + "keyferry-agent: line 3: targets[0].kind: is missing; write for example `kind:"
                + " nginx`\n");
  }

  @Test
  void theDoctorHasACodeOfItsOwn() throws Exception {
    assertThat(run("doctor", "--output", "json")).isEqualTo(12);

    assertThat(out.toString()).contains("\"check\" : \"identity\"", "\"result\" : \"failed\"");
  }

  @Test
  void aRoundLeavesItsMetricsInAFile() throws Exception {
    host.enrolled();
    repository.publishes(Version.first());
    var metrics = directory.resolve("keyferry.prom");
    Files.writeString(
        settings, Files.readString(settings) + "metrics: {textfile: " + metrics + "}\n");

    assertThat(run("once")).isZero();

    assertThat(Files.readString(metrics))
        .contains(
            "keyferry_agent_rounds_total{end=\"ok\"} 1.0\n",
            "keyferry_agent_bundles_fetched_total 1.0\n",
            "keyferry_agent_installs_total{certificate=\"www-1\",target=\"www\"} 1.0\n");
  }

  @Test
  void aStrangerIsToldToEnroll() {
    assertThat(run("once")).isEqualTo(79);

    assertThat(err.toString())
        .startsWith("keyferry-agent: this host is not enrolled: ask an officer");
  }

  @Test
  void aRepositoryThatIsDownHasACodeOfItsOwn() throws Exception {
    host.enrolled();
    repository.close();

    assertThat(run("once")).isEqualTo(69);

    assertThat(err.toString())
        .contains("the repository at " + repository.uri() + " does not answer: ");
  }

  @Test
  void aDiskThatDoesNotTakeItHasACodeOfItsOwn() throws Exception {
    host.enrolled();
    repository.publishes(Version.first());
    Files.writeString(host.versions(), "a file in the place of the directory");

    assertThat(run("once")).isEqualTo(74);

    assertThat(out.toString()).contains("www: no version failed: " + host.versions());
  }

  @Test
  void aTokenThatIsNoneIsNotRepeated() throws Exception {
    var token = Files.writeString(directory.resolve("token"), "hunter2");

    assertThat(run("enroll", "--token-file", token.toString())).isEqualTo(2);

    assertThat(err.toString()).contains("not an enrollment token").doesNotContain("hunter2");
  }

  @Test
  void twoServersAreAContradiction() {
    assertThat(run("enroll", "--server", "https://other", "--token-file", "-")).isEqualTo(2);

    assertThat(err.toString()).contains("make them the same");
  }

  @Test
  void theReleaseIsPrinted() {
    assertThat(run("--version")).isZero();

    assertThat(out).hasToString("keyferry-agent 1.2.3\n");
  }

  @Test
  void everyCommandHelps() {
    for (var command :
        new String[] {"enroll", "run", "once", "status", "doctor", "config", "adopt"}) {
      assertThat(run(command, "--help")).isZero();
      assertThat(out.toString()).contains("Usage: keyferry-agent " + command);
    }
  }

  @Test
  void aCompletionScriptIsPrinted() {
    assertThat(run("generate-completion")).isZero();

    assertThat(out.toString()).contains("complete -F _complete_keyferry-agent");
  }

  private int run(String... arguments) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    var needsSettings = !arguments[0].startsWith("-") && !arguments[0].startsWith("generate");
    var all = new ArrayList<>(List.of(arguments));
    if (needsSettings && !all.contains("--help")) {
      all.add("--config");
      all.add(settings.toString());
    }
    return AgentCommand.commandLine(host.desk(), new StopSignal(), "1.2.3")
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(all.toArray(String[]::new));
  }

  private void write(String validate) throws Exception {
    Files.writeString(
        settings,
        """
        server: %s
        state: %s
        allowed-roots: [%s]
        targets:
          - name: www
            kind: files
            certificate: www-1
            directory: %s
            combined: %s
            validate: [%s]
        """
            .replaceFirst("%s", repository.uri().toString())
            .replaceFirst("%s", host.state().toString())
            .replaceFirst("%s", directory.toString())
            .replaceFirst("%s", host.versions().toString())
            .replaceFirst("%s", host.combined().toString())
            .replaceFirst("%s", validate));
    Files.setPosixFilePermissions(settings, PosixFilePermissions.fromString("rw-r--r--"));
  }
}
