package org.keyferry.officer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.keyferry.testkit.FixtureCa;

/// Plays `src/test/resources/transcripts`: what is typed, what is written, the exit code.
///
/// ```
/// < GET /v1/cas?limit=200 200 {...}   the repository will answer so
/// @ yes                               the officer, at a terminal, will type this
/// $ keyferry cas list                 the command
/// NAME    DIRECTORY                   what it writes; `! ` on standard error, `? ` a question
/// > POST /v1/cas {...}                the repository has heard this
/// = 0                                 the exit code
/// ```
class TranscriptsTest {

  private static final Path TRANSCRIPTS = Path.of("src/test/resources/transcripts");

  @ParameterizedTest
  @MethodSource("transcripts")
  void theCommandDoesAsTheTranscriptSays(String name, @TempDir Path home) throws Exception {
    var ca = FixtureCa.at(InstantSource.system().instant());
    var written = Files.readAllLines(TRANSCRIPTS.resolve(name + ".txt"));
    try (var repository = ScriptedRepository.start(ca)) {
      var officer = new OfficerAtWork(home);
      officer.hasAnIdentityOf(ca, repository.address());

      assertThat(play(written, repository, officer)).isEqualTo(written);
    }
  }

  static Stream<String> transcripts() throws IOException {
    try (var files = Files.list(TRANSCRIPTS)) {
      return files
          .map(file -> file.getFileName().toString().replace(".txt", ""))
          .sorted()
          .toList()
          .stream();
    }
  }

  /// @return the transcript with what was really written in the place of what should be
  private static List<String> play(
      List<String> transcript, ScriptedRepository repository, OfficerAtWork officer) {
    var played = new ArrayList<String>();
    var code = -1;
    for (var line : transcript) {
      var isOutput = false;
      switch (line.isEmpty() ? '\n' : line.charAt(0)) {
        case '#', '\n' -> {}
        case '<' -> script(line, repository);
        case '@' -> {
          officer.sitsAtATerminal();
          if (line.length() > 2) {
            officer.willType(line.substring(2));
          }
        }
        case '>' -> assertThat(repository.heard()).contains(line.substring(2));
        case '=' -> {
          played.add("= " + code);
          continue;
        }
        case '$' -> {
          var words = line.substring("$ keyferry".length()).strip().split(" +");
          played.add(line);
          code =
              officer.runs(
                  Arrays.stream(words).filter(word -> !word.isEmpty()).toArray(String[]::new));
          var address = repository.address().toString();
          officer.sees().stream()
              .map(seen -> seen.replace(address, "https://localhost:PORT"))
              .forEach(played::add);
          continue;
        }
        default -> isOutput = true;
      }
      if (!isOutput) {
        played.add(line);
      }
    }
    return played;
  }

  private static void script(String line, ScriptedRepository repository) {
    var words = line.split(" ", 5);
    repository.answers(
        words[1] + " " + words[2], Integer.parseInt(words[3]), words.length == 5 ? words[4] : "");
  }
}
