package org.keyferry.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.keyferry.agent.AStatusPage;
import org.keyferry.agent.Golden;
import org.keyferry.agent.connection.Json;
import picocli.CommandLine.Help.Ansi;

/// How a status page looks.
class StatusTextTest {

  @ParameterizedTest
  @ValueSource(ints = {80, 120})
  void itKeepsToTheWidthOfTheTerminal(int width) throws IOException {
    var lines = StatusText.of(AStatusPage.ofABusyHost(), new Screen(width, Ansi.OFF));

    assertThat(lines).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(width));
    Golden.of("status-" + width + ".txt").assertIs(String.join("\n", lines) + "\n");
  }

  @Test
  void aHostThatIsNotEnrolledIsToldWhatIsNext() throws IOException {
    var lines = StatusText.of(AStatusPage.ofAStranger(), new Screen(80, Ansi.OFF));

    Golden.of("status-not-enrolled.txt").assertIs(String.join("\n", lines) + "\n");
  }

  @Test
  void aProgramReadsTheSame() throws IOException {
    Golden.of("status.json").assertIs(Json.writeIndented(AStatusPage.ofABusyHost()));
  }

  @Test
  void coloursAreForTerminals() {
    var page = AStatusPage.ofABusyHost();

    assertThat(StatusText.of(page, new Screen(80, Ansi.ON)).toString())
        .contains("\u001B[32mserved");
    assertThat(StatusText.of(page, new Screen(80, Ansi.OFF)).toString()).doesNotContain("\u001B");
  }

  @Test
  void theExitCodeSaysWhetherAllIsWell() {
    assertThat(ExitCode.of(AStatusPage.ofABusyHost())).isEqualTo(ExitCode.NOT_SERVED);
    assertThat(ExitCode.of(AStatusPage.ofAStranger())).isEqualTo(ExitCode.NOT_ENROLLED);
  }
}
