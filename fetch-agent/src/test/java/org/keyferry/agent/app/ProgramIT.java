package org.keyferry.agent.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/// The program on the JVM, under [ReflectionRecorder]: it looks at nothing by reflection that a
/// native program does not know, and there is nothing that a native program knows for JSON and that
/// none of these tests has looked at.
class ProgramIT extends WholeProgram {

  private static final Path PROGRAM = Path.of("target/quarkus-app/quarkus-run.jar");

  /// For whoever builds a native program: what libraries look up, too.
  private static final Path RECORDED = Path.of("target/native-recorded.txt");

  private static final Set<Class<?>> MADE = new HashSet<>();

  @SuppressWarnings("NullAway.Init") // set before all tests
  private static NativeMetadata metadata;

  @BeforeAll
  static void makeRecorder(@TempDir Path workshop) throws IOException {
    metadata = NativeMetadata.recordedIn(RECORDED, workshop);
  }

  /// Half of the work that a compiler can do is too much for a program that lives a second.
  @Override
  List<String> program() {
    return List.of(
        ProcessHandle.current().info().command().orElseThrow(),
        "-Xmx128m",
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        metadata.option(),
        "-jar",
        PROGRAM.toString());
  }

  @BeforeEach
  void note(TestInfo test) {
    MADE.add(test.getTestClass().orElseThrow());
  }

  @AfterEach
  void whatWasLookedAtIsRegistered() throws IOException {
    assertThat(metadata.seenOfOurs()).isNotEmpty();
    assertThat(NativeMetadata.registered()).containsAll(metadata.seenOfOurs());
    assertThat(metadata.seen())
        .noneMatch(note -> note.startsWith("resource org/keyferry"))
        .noneMatch(note -> note.startsWith("proxy org.keyferry."));
  }

  /// So the native binary, which makes the same journey, reads and writes each of them as well.
  @AfterAll
  static void whatIsRegisteredWasLookedAt() throws IOException {
    System.out.printf(
        "recorded %d uses of reflection, resources and proxies, %d of our classes, %d registered%n",
        metadata.seen().size(), metadata.seenOfOurs().size(), NativeMetadata.registered().size());
    if (MADE.equals(parts())) { // else somebody runs only some of them
      assertThat(metadata.seenOfOurs()).containsAll(NativeMetadata.documents());
    }
  }

  private static Set<Class<?>> parts() {
    return Stream.of(WholeProgram.class.getDeclaredClasses())
        .filter(each -> each.isAnnotationPresent(Nested.class))
        .collect(Collectors.toSet());
  }
}
