package org.keyferry.agent.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.keyferry.protocol.bundle.Version;
import org.keyferry.protocol.problem.ProblemType;

/// The repository fails, is gone, or says what must not be believed: what is installed stays.
abstract class ProgramOutages extends AgentProgram {

  private static final int STATEMENT_REFUSED = 65;
  private static final int UNREACHABLE = 69;

  @BeforeEach
  void install() throws Exception {
    declare(
        """
        targets:
          - {name: www, kind: files, certificate: www-1, directory: DIR/www, combined: DIR/www.pem}
        """);
    host().enrolled();
    repository().publishes(Version.first());
  }

  @Test
  void itBacksOffAndIsThereWhenTheRepositoryReturns() throws Exception {
    try (var agent = begin("run")) {
      repository().awaitReport(report -> report.targets().getFirst().state().equals("installed"));

      repository().refuses(ProblemType.INTERNAL_ERROR); // which does not say how long to wait
      repository().refreshes(); // ends the wait for news
      agent.awaitOutput("next round in=");
      agent.awaitOutput("next round in=", agent.output().length());
      repository().publishes(new Version(1, 2));
      repository().refuses(null);

      repository().awaitReport(report -> "1.2".equals(report.targets().getFirst().installed()));
      assertThat(agent.output())
          .contains("repository not followed server=" + repository().uri(), "reason=UNREACHABLE");
    }
  }

  /// Nothing fresh for hours is told from an outage: somebody may keep news from this host.
  @Test
  void aSilenceOfHoursIsReportedAsAFreeze() throws Exception {
    assertThat(run("once")).isEqualTo("www: version 1.1 installed\n");
    var pem = Files.readString(at("www.pem"));
    repository().close();
    var logbook = at("state/last-round.json");
    Files.writeString(
        logbook,
        Files.readString(logbook)
            .replaceFirst(
                "\"news\":\"[^\"]+\"",
                "\"news\":\"" + Instant.now().minus(Duration.ofHours(7)) + "\""));

    assertThat(end("once").by(UNREACHABLE).err())
        .contains(
            "a freeze, if somebody keeps it away",
            "the repository at "
                + repository().uri()
                + " does not answer: the connection was refused");

    var status = end("status", "--output", "json").by(UNREACHABLE).json();
    assertThat(status.at("/frozenSince").isTextual()).isTrue();
    assertThat(status.at("/fault").textValue()).isEqualTo("unreachable");
    assertThat(status.at("/trouble").textValue()).contains("does not answer");
    assertThat(status.at("/targets/0/state").textValue()).isEqualTo("installed");
    assertThat(ProgramServers.verdict(end("doctor", "-o", "json").by(12).json(), "connection"))
        .isEqualTo("failed");
    assertThat(at("www.pem")).hasContent(pem);
  }

  @Test
  void whatIsNotFreshIsNotBelieved() throws Exception {
    clock().turn(Duration.ofHours(-3));
    repository().refreshes();

    assertThat(end("once").by(STATEMENT_REFUSED).err())
        .contains("refused what the repository says (STALE)", "what is installed stays");
  }
}
