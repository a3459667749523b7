package org.keyferry.officer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.keyferry.testkit.TurnableClock;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/// The reference page and the manual page are what `--help` says. To write them anew:
/// `-Dkeyferry.reference=write`.
class ReferenceTest {

  private static final Path DOCS = Path.of("../docs/reference");

  private @TempDir Path home;

  @Test
  void theReferencePageIsWhatHelpSays() throws IOException {
    var page = new ArrayList<String>();
    page.add("# keyferry");
    page.add("");
    page.add("What `--help` says of each command, generated; the manual is");
    page.add("[operations/officer.md](../operations/officer.md).");
    commands()
        .forEach(command -> {
          page.add("");
          page.add("## " + command.getCommandSpec().qualifiedName());
          page.add("");
          page.add("```");
          page.addAll(helpOf(command));
          page.add("```");
        });

    assertCurrent("keyferry.md", page);
  }

  @Test
  void theManualPageIsWhatHelpSays() throws IOException {
    var page = new ArrayList<String>();
    page.add(".TH KEYFERRY 1");
    page.add(".SH NAME");
    page.add("keyferry \\- asks a Keyferry repository, as one of its officers");
    page.add(".SH SYNOPSIS");
    page.add("keyferry COMMAND ...");
    commands()
        .forEach(command -> {
          page.add(".SH " + command.getCommandSpec().qualifiedName());
          page.add(".nf");
          helpOf(command).stream().map(ReferenceTest::roff).forEach(page::add);
          page.add(".fi");
        });
    page.add(".SH FILES");
    page.add("~/.config/keyferry, or the folder that KEYFERRY_CONF or --home name");

    assertCurrent("keyferry.1", page);
  }

  @Test
  void completionKnowsTheCommands() {
    var officer = new OfficerAtWork(home);

    assertThat(officer.runs("generate-completion")).isZero();
    assertThat(officer.sees())
        .anyMatch(line -> line.contains("certificates"))
        .anyMatch(line -> line.contains("--agree-to-terms"));
  }

  private Stream<CommandLine> commands() {
    var officer = new OfficerAtWork(home);
    var surroundings =
        new Surroundings(
            home,
            "",
            TurnableClock.at("2026-11-25T12:00:00Z"),
            new SecureRandom(),
            officer,
            time -> {});
    return withSubcommands(Keyferry.commandLine(surroundings));
  }

  private static Stream<CommandLine> withSubcommands(CommandLine command) {
    return Stream.concat(
        Stream.of(command),
        command.getSubcommands().values().stream()
            .distinct() // aliases
            .flatMap(ReferenceTest::withSubcommands));
  }

  private static List<String> helpOf(CommandLine command) {
    return command.getUsageMessage(Ansi.OFF).lines().map(String::stripTrailing).toList();
  }

  private static String roff(String line) {
    var escaped = line.replace("\\", "\\e").replace("-", "\\-");
    return escaped.startsWith(".") || escaped.startsWith("'") ? "\\&" + escaped : escaped;
  }

  private static void assertCurrent(String name, List<String> lines) throws IOException {
    var file = DOCS.resolve(name);
    if ("write".equals(System.getProperty("keyferry.reference"))) {
      Files.createDirectories(DOCS);
      Files.write(file, lines);
    }
    assertThat(Files.readAllLines(file)).isEqualTo(lines);
  }
}
