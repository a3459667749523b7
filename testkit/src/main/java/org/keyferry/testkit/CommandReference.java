package org.keyferry.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/// The reference page and the manual page of a program, made of its command line, so that neither
/// says anything else than `--help`. Both stand in `docs/reference`; to write them anew:
/// `-Dkeyferry.reference=write`.
public final class CommandReference {

  private static final Path DOCS = Path.of("../docs/reference");

  private final CommandLine program;
  private final String name;

  public CommandReference(CommandLine program) {
    this.program = program;
    this.name = program.getCommandName();
  }

  /// `docs/reference/NAME.md`.
  ///
  /// @param manual for people, in `docs/operations`
  public void assertThatThePageIsCurrent(String manual) {
    var page = new ArrayList<String>();
    page.add("# " + name);
    page.add("");
    page.add("What `--help` says of each command, generated; the manual is");
    page.add("[operations/" + manual + "](../operations/" + manual + ").");
    withSubcommands(program)
        .forEach(command -> {
          page.add("");
          page.add("## " + command.getCommandSpec().qualifiedName());
          page.add("");
          page.add("```");
          page.addAll(helpOf(command));
          page.add("```");
        });

    assertThatIsCurrent(name + ".md", page);
  }

  /// `docs/reference/NAME.1`, in the macros of man(7).
  ///
  /// @param files what the program reads and writes, and what for
  public void assertThatTheManualPageIsCurrent(Map<String, String> files) {
    var page = new ArrayList<String>();
    var about = program.getCommandSpec().usageMessage().description();
    page.add(".TH " + roff(name.toUpperCase(Locale.ROOT)) + " 1 \"\" Keyferry");
    page.add(".SH NAME");
    page.add(roff(name) + " \\- " + roff(uncapitalized(about[0])));
    page.add(".SH SYNOPSIS");
    page.add("\\fB" + roff(name) + "\\fR \\fICOMMAND\\fR [\\fIOPTION\\fR ...]");
    page.add(".SH OPTIONS");
    page.add("Every command takes these.");
    program.getCommandSpec().options().forEach(option -> page.addAll(entry(option)));
    page.add(".SH COMMANDS");
    withSubcommands(program)
        .skip(1)
        .map(CommandLine::getCommandSpec)
        .filter(
            command -> command.subcommands().isEmpty() || !command.positionalParameters().isEmpty())
        .forEach(command -> page.addAll(section(command)));
    page.add(".SH EXIT STATUS");
    program
        .getCommandSpec()
        .usageMessage()
        .exitCodeList()
        .forEach((code, meaning) -> page.addAll(entry("\\fB" + code + "\\fR", meaning)));
    page.add(".SH FILES");
    files.forEach((file, what) -> page.addAll(entry("\\fI" + roff(file) + "\\fR", what)));

    assertThatIsCurrent(name + ".1", page);
  }

  private List<String> section(CommandSpec command) {
    var lines = new ArrayList<String>();
    lines.add(".SS " + roff(command.qualifiedName().substring(name.length() + 1)));
    for (var sentence : command.usageMessage().description()) {
      lines.add(sentence.isEmpty() ? ".PP" : roff(sentence));
    }
    command.positionalParameters().stream()
        .filter(parameter -> !parameter.hidden())
        .forEach(parameter ->
            lines.addAll(entry("\\fI" + roff(parameter.paramLabel()) + "\\fR", textOf(parameter))));
    command.options().stream()
        .filter(option -> !option.inherited() && !option.usageHelp() && !option.versionHelp())
        .forEach(option -> lines.addAll(entry(option)));
    var footer = List.of(command.usageMessage().footer());
    if (!footer.isEmpty()) {
      lines.add(".PP");
      lines.add(".nf");
      footer.stream()
          .filter(each -> !each.isEmpty())
          .map(CommandReference::roff)
          .forEach(lines::add);
      lines.add(".fi");
    }
    return lines;
  }

  private static List<String> entry(OptionSpec option) {
    var label = option.arity().max() > 0 ? "=\\fI" + roff(option.paramLabel()) + "\\fR" : "";
    var names =
        Arrays.stream(option.names())
            .map(each -> "\\fB" + roff(each) + "\\fR")
            .collect(Collectors.joining(", "));
    return entry(names + label, textOf(option));
  }

  private static List<String> entry(String term, String text) {
    return List.of(".TP", term, roff(text));
  }

  private static String textOf(ArgSpec argument) {
    return String.join(" ", argument.description());
  }

  private static Stream<CommandLine> withSubcommands(CommandLine command) {
    return Stream.concat(
        Stream.of(command),
        command.getSubcommands().values().stream()
            .distinct() // aliases
            .flatMap(CommandReference::withSubcommands));
  }

  private static List<String> helpOf(CommandLine command) {
    return command.getUsageMessage(Ansi.OFF).lines().map(String::stripTrailing).toList();
  }

  private static String uncapitalized(String sentence) {
    var end = sentence.endsWith(".") ? sentence.length() - 1 : sentence.length();
    return sentence.substring(0, 1).toLowerCase(Locale.ROOT) + sentence.substring(1, end);
  }

  private static String roff(String line) {
    var escaped = line.replace("\\", "\\e").replace("-", "\\-").replace("%n", " ").stripTrailing();
    return escaped.startsWith(".") || escaped.startsWith("'") ? "\\&" + escaped : escaped;
  }

  private static void assertThatIsCurrent(String file, List<String> lines) {
    var path = DOCS.resolve(file);
    try {
      if ("write".equals(System.getProperty("keyferry.reference"))) {
        Files.createDirectories(DOCS);
        Files.write(path, lines);
      }
      assertThat(Files.readAllLines(path)).as(file).isEqualTo(lines);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
