package org.keyferry.agent.cycle.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.keyferry.agent.cycle.Kind;

/// The examples are good settings, and name the files that the agent writes.
class ExamplesTest {

  private static final Path EXAMPLES = Path.of("../deploy/examples");

  @TempDir private Path directory;

  static List<Path> examples() throws IOException {
    try (var all = Files.walk(EXAMPLES)) {
      return all.filter(each -> each.endsWith("agent.yaml")).sorted().toList();
    }
  }

  @Test
  void everyKindHasOne() throws Exception {
    assertThat(examples())
        .extracting(ExamplesTest::kindOf)
        .containsExactlyInAnyOrderElementsOf(Stream.of(Kind.values()).map(Kind::word).toList());
  }

  @ParameterizedTest
  @MethodSource("examples")
  void itsServerReadsWhatTheAgentWrites(Path example) throws Exception {
    var file = Files.copy(example, directory.resolve("agent.yaml"));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

    var target = new SettingsFile(file).read().targets().getFirst();

    assertThat(target.kind().word()).isEqualTo(kindOf(example));
    if (target.kind() != Kind.FILES) {
      assertThat(otherFilesBeside(example)).contains(target.placement().switchFile().toString());
    }
  }

  /// The directory is named after it.
  private static String kindOf(Path example) {
    return EXAMPLES.relativize(example).getName(0).toString();
  }

  private static String otherFilesBeside(Path example) throws IOException {
    try (var files = Files.list(example.resolveSibling("."))) {
      var text = new StringBuilder();
      for (var each : files.filter(file -> !file.endsWith("agent.yaml")).toList()) {
        text.append(Files.readString(each));
      }
      return text.toString();
    }
  }
}
