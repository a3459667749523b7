package org.keyferry.agent.reload;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A recipe runs what it says, and nothing around it.
class RecipeRunnerTest {

  private final RecipeRunner runner = new RecipeRunner();

  @TempDir private Path directory;

  @Test
  void nothingToRunSucceeds() throws Exception {
    assertThat(runner.validate(recipe())).isEqualTo(new CommandOutcome.Succeeded());
  }

  @Test
  void noShellReadsTheArguments() throws Exception {
    var witness = directory.resolve("witness");

    assertThat(
            runner.validate(recipe("/bin/echo", "; touch " + witness, "$(touch " + witness + ")")))
        .isEqualTo(new CommandOutcome.Succeeded());

    assertThat(witness).doesNotExist();
  }

  @Test
  void theEnvironmentIsOnePath() throws Exception {
    var seen = directory.resolve("seen");
    runner.validate(recipe("/bin/sh", "-c", "env > " + seen + "; exit 0"));

    assertThat(Files.readAllLines(seen))
        .filteredOn(line -> !line.startsWith("PWD=") && !line.startsWith("_=")) // of the shell
        .filteredOn(line -> !line.startsWith("SHLVL="))
        .containsExactly("PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
  }

  @Test
  void theEndOfTheOutputIsKept() throws Exception {
    var script =
        Files.writeString(
            directory.resolve("script"), "seq 1 100000; echo one; printf 'two\\033[1m'; exit 3");

    assertThat(runner.validate(recipe("/bin/sh", script.toString())))
        .isEqualTo(
            new CommandOutcome.Failed(
                "/bin/sh " + script + " failed (exit code 3): 100000; one; two\\u001b[1m"));
  }

  @Test
  void whatHangsIsKilled() throws Exception {
    var recipe = new Recipe(List.of("/bin/sleep", "600"), List.of(), Duration.ofMillis(300));

    assertThat(runner.validate(recipe))
        .isInstanceOfSatisfying(
            CommandOutcome.Hung.class,
            hung -> assertThat(hung.reason()).contains("did not end in").contains("killed"));
  }

  @Test
  void whatIsNotThereIsNamed() throws Exception {
    assertThat(runner.reload(new Recipe(List.of(), List.of("/no/such"), Duration.ofSeconds(1))))
        .isInstanceOfSatisfying(
            CommandOutcome.Failed.class,
            failed -> assertThat(failed.reason()).startsWith("/no/such cannot be run"));
  }

  private static Recipe recipe(String... validate) {
    return new Recipe(List.of(validate), List.of(), Duration.ofSeconds(20));
  }
}
