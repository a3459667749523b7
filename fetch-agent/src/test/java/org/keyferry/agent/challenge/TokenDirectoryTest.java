package org.keyferry.agent.challenge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.keyferry.agent.disk.PathGuard;
import org.keyferry.protocol.agent.Challenges;
import org.keyferry.protocol.agent.Challenges.Answer;

/// What a web server shows to CAs is what the repository says, and nothing else is touched.
class TokenDirectoryTest {

  private static final String THUMBPRINT = "9jg46WB3rR_AHD-EBXdN7cBkH1WOu0tA3M9fm21mqTI";

  @TempDir private Path parent;
  private Path directory;
  private TokenDirectory tokens;

  @BeforeEach
  void theAdminNamesADirectory() throws IOException {
    directory = parent.resolve("acme");
    tokens = new TokenDirectory(PathGuard.ofThisProcess(), directory);
  }

  @Test
  void anAnswerIsAFileThatEverybodyMayRead() throws IOException {
    tokens.show(answers("one"));

    assertThat(directory.resolve("one")).hasContent("one." + THUMBPRINT);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory)))
        .isEqualTo("rwxr-xr-x");
    assertThat(
            PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("one"))))
        .isEqualTo("rw-r--r--");
  }

  @Test
  void whatIsNoLongerAskedForIsRemoved() throws IOException {
    tokens.show(answers("one", "two"));

    tokens.show(answers("two", "three"));
    assertThat(names()).containsExactly("three", "two");

    tokens.clear();
    assertThat(names()).isEmpty();
  }

  @Test
  void filesThatAreNoAnswersStay() throws IOException {
    Files.createDirectory(directory);
    Files.writeString(directory.resolve("index.html"), "hello");
    Files.writeString(directory.resolve("token"), "not an answer");
    Files.createDirectory(directory.resolve("folder"));
    Files.createSymbolicLink(directory.resolve("link"), directory.resolve("token"));

    tokens.show(answers("one"));
    tokens.clear();

    assertThat(names()).containsExactly("folder", "index.html", "link", "token");
  }

  /// As one that a crash left, or another client of ACME put there: the directory is the agent's.
  @Test
  void anAnswerThatNobodyAskedForGoes() throws IOException {
    tokens.show(answers("one"));
    Files.writeString(directory.resolve("stale"), "stale." + THUMBPRINT);

    tokens.show(answers("one"));

    assertThat(names()).containsExactly("one");
  }

  @Test
  void aLinkInTheWayIsReplacedAndNotFollowed() throws IOException {
    Files.createDirectory(directory);
    var victim = Files.writeString(parent.resolve("victim"), "precious");
    Files.createSymbolicLink(directory.resolve("one"), victim);

    tokens.show(answers("one"));

    assertThat(victim).hasContent("precious");
    assertThat(directory.resolve("one")).isRegularFile().hasContent("one." + THUMBPRINT);
    assertThat(Files.isSymbolicLink(directory.resolve("one"))).isFalse();
  }

  @Test
  void whereOthersMayWriteNothingIsWritten() throws IOException {
    Files.createDirectory(directory);
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));

    assertThatThrownBy(() -> tokens.show(answers("one")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("may be written by its group or by others");
    assertThat(names()).isEmpty();
  }

  private static Challenges answers(String... tokens) {
    return new Challenges(
        Stream.of(tokens).map(each -> new Answer(each, each + "." + THUMBPRINT)).toList());
  }

  private List<String> names() throws IOException {
    try (var files = Files.list(directory)) {
      return files.map(each -> each.getFileName().toString()).sorted().toList();
    }
  }
}
