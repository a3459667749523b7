package org.keyferry.agent.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.TextStyle;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.keyferry.protocol.bundle.Version;
import org.keyferry.testkit.Root;

/// Round after round, and what stops them.
abstract class ProgramRounds extends AgentProgram {

  private static final int NOT_SERVED = 10;
  private static final int BUSY = 75;

  @BeforeEach
  void enroll() throws Exception {
    declareTarget("");
    host().enrolled();
  }

  /// One that the server refuses, one that waits for its window, one without a grant; and a
  /// certificate that no target wants.
  @Test
  void whatStandsInTheWayIsSaid() throws Exception {
    var closed = LocalDate.now(ZoneOffset.UTC).plusDays(3).getDayOfWeek();
    declare(
        """
        targets:
          - {name: refused, kind: files, certificate: www-1, directory: DIR/refused,
             combined: DIR/refused.pem, validate: [/usr/bin/test, "!", -e, DIR/mistake]}
          - {name: patient, kind: files, certificate: www-1, directory: DIR/patient,
             combined: DIR/patient.pem,
             window: {days: [%day%], from: "02:00", to: "04:00", zone: UTC}}
          - {name: lonely, kind: files, certificate: www-3, directory: DIR/lonely,
             combined: DIR/lonely.pem}
        """
            .replace(
                "%day%",
                closed.getDisplayName(TextStyle.SHORT, Locale.ROOT).toLowerCase(Locale.ROOT)));
    repository().publishes(Version.first());
    repository().publishes(2, Version.first());
    assertThat(end("once").out())
        .contains("refused: version 1.1 installed\n", "patient: version 1.1 installed\n");
    write("mistake", "", "rw-r--r--");
    repository().publishes(new Version(1, 2));

    assertThat(end("once", "--progress", "always").by(NOT_SERVED).err())
        .containsSubsequence("refused: 4/8 switch 1.2", "refused: 5/8 validate 1.2");

    var status = end("status", "--output", "json").by(NOT_SERVED).json();
    var refused = status.at("/targets/0");
    assertThat(refused.at("/state").textValue()).isEqualTo("rolled-back");
    assertThat(refused.at("/version").textValue()).isEqualTo("1.1");
    assertThat(refused.at("/stage").textValue()).isEqualTo("validate");
    assertThat(refused.at("/reason").textValue()).contains("/usr/bin/test");
    assertThat(refused.at("/nextTry").isTextual()).isTrue();
    assertThat(refused.at("/rollbacks").intValue()).isEqualTo(1);
    assertThat(status.at("/targets/1/state").textValue()).isEqualTo("held");
    assertThat(status.at("/targets/1/next").textValue()).startsWith("it goes in at ");
    assertThat(status.at("/targets/2/state").textValue()).isEqualTo("waiting");
    assertThat(status.at("/unwanted/www-2").textValue()).contains("is kept sealed");
  }

  /// SIGTERM ends the wait for news at once.
  @Test
  void itRunsUntilItIsTerminated() throws Exception {
    try (var agent = begin("run")) {
      repository().awaitReport(report -> report.targets().getFirst().state().equals("waiting"));
      repository().publishes(Version.first());
      repository().awaitReport(report -> report.targets().getFirst().state().equals("installed"));

      agent.signal("TERM");

      assertThat(agent.awaitEnd()).isEqualTo(TERMINATED);
      assertThat(agent.output()).contains("agent started").contains("version settled");
      assertThat(at("site/www")).hasContent(at("www/1.1") + "\n");
    }
  }

  /// The server's own commands tell the agent to end: the install comes to its end first.
  @Test
  void aSignalAmidAnInstallLetsItComeToItsEnd() throws Exception {
    write(
        "signal",
        """
        #!/bin/sh
        kill -TERM "$PPID"
        sleep 1
        echo ended >> DIR/signals
        """,
        "rwxr-xr-x");
    declareTarget(", validate: [DIR/signal], reload: [DIR/signal]");
    repository().publishes(Version.first());

    try (var agent = begin("run")) {
      assertThat(agent.awaitEnd()).isEqualTo(TERMINATED);
      assertThat(at("signals")).as(agent.output()).hasContent("ended\nended\n");
      assertThat(agent.output())
          .containsSubsequence(
              "stage=5/8-validate", "stage=6/8-reload", "version settled", "agent stopped");
    }

    var once = end("once").by(0);
    assertThat(once.out()).contains("www: version 1.1 installed");
    assertThat(once.err()).doesNotContain("install resumed");
  }

  @Test
  void ofTwoAtOnceTheSecondIsToldOfTheFirst() throws Exception {
    try (var first = begin("run")) {
      first.awaitOutput("agent started");

      assertThat(end("once").by(BUSY).err())
          .contains(
              "keyferry-agent: another keyferry-agent works with the same state (it holds "
                  + at("state/lock")
                  + "): stop it first");
      assertThat(first.isAlive()).isTrue();
      repository().publishes(Version.first());
      repository().awaitReport(report -> report.targets().getFirst().state().equals("installed"));
    }
  }

  /// On a disk of its own, in a mount namespace of its own, and gone with it.
  @Test
  void aStateThatIsFullOrReadOnlyLosesNothing() throws Exception {
    assumeTrue(mayMount(), "mounting needs root");
    repository().publishes(Version.first());
    var script =
        """
        try() { "$@" 2>&1; echo "exit code $?"; }
        state="$0"
        kept="$1"
        shift
        mkdir -m 0700 "$kept" && cp -a "$state/." "$kept" || exit 1
        mount -t tmpfs -o mode=0700,size=1m tmpfs "$state" && cp -a "$kept/." "$state" || exit 1
        cat /dev/zero > "$state/filler" 2> /dev/null
        try "$@"
        rm "$state/filler"
        mount -o remount,ro "$state" || exit 1
        try "$@"
        mount -o remount,rw "$state" || exit 1
        try "$@"
        """;
    var command = new ArrayList<>(List.of("unshare", "--mount", "sh", "-c", script));
    command.addAll(List.of(at("state").toString(), at("kept").toString()));
    command.addAll(command("once"));

    assertThat(end("", command).by(0).out().replace("\n", " "))
        .matches(
            ".*keyferry-agent: STATE/\\S+: No space left on device exit code 74 .*"
                    .replace("STATE", at("state").toString())
                + "keyferry-agent: STATE/lock: Read-only file system exit code 74 .*"
                    .replace("STATE", at("state").toString())
                + "www: version 1.1 installed exit code 0 ");
    assertThat(at("site/www")).hasContent(at("www/1.1") + "\n");
    assertThat(repository().reports().getLast().targets().getFirst().state())
        .isEqualTo("installed");
  }

  private static boolean mayMount() throws IOException, InterruptedException {
    return Root.isThisUser()
        && new ProcessBuilder("unshare", "--mount", "mount", "-t", "tmpfs", "tmpfs", "/mnt")
                .start()
                .waitFor()
            == 0;
  }

  private void declareTarget(String more) throws IOException {
    declare(
        """
        targets:
          - {name: www, kind: files, certificate: www-1, directory: DIR/www, pointer: DIR/site/www MORE}
        """
            .replace(" MORE", more));
  }
}
