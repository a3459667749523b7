package org.keyferry.officer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.keyferry.testkit.CommandReference;
import org.keyferry.testkit.TurnableClock;

/// The reference page and the manual page are what `--help` says. To write them anew:
/// `-Dkeyferry.reference=write`.
class ReferenceTest {

  private @TempDir Path home;

  @Test
  void theReferencePageIsWhatHelpSays() {
    reference().assertThatThePageIsCurrent("officer.md");
  }

  @Test
  void theManualPageIsWhatHelpSays() {
    reference()
        .assertThatTheManualPageIsCurrent(
            Map.of(
                "~/.config/keyferry",
                "The officer's identity, unless KEYFERRY_CONF or --home names another folder."));
  }

  @Test
  void completionKnowsTheCommands() {
    var officer = new OfficerAtWork(home);

    assertThat(officer.runs("generate-completion")).isZero();
    assertThat(officer.sees())
        .anyMatch(line -> line.contains("certificates"))
        .anyMatch(line -> line.contains("--agree-to-terms"));
  }

  private CommandReference reference() {
    var officer = new OfficerAtWork(home);
    var surroundings =
        new Surroundings(
            home,
            "",
            TurnableClock.at("2026-11-25T12:00:00Z"),
            new SecureRandom(),
            officer,
            time -> {});
    return new CommandReference(Keyferry.commandLine(surroundings));
  }
}
