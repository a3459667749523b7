package org.keyferry.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What the documents call by name is there.
class DocumentsTest {

  /// `Order`, `OrderDesk`, `Order.Planned`: in backticks, and written as a class is.
  private static final Pattern CLASS =
      Pattern.compile("`([A-Z][A-Za-z0-9]*[a-z][A-Za-z0-9]*)(?:\\.([A-Z][A-Za-z0-9]+))?`");

  private static final Path ROOT = root();

  @ParameterizedTest
  @ValueSource(strings = {"docs/life-of-a-certificate.md", "docs/architecture.md"})
  void everyClassThatADocumentNamesExists(String document) throws IOException {
    var sources = sources();
    var named = CLASS.matcher(Files.readString(ROOT.resolve(document))).results().toList();

    assertThat(named).hasSizeGreaterThan(10);
    assertThat(named)
        .allSatisfy(name -> assertThat(sources).as(name.group()).containsKey(name.group(1)))
        .filteredOn(name -> name.group(2) != null)
        .allSatisfy(name ->
            assertThat(Files.readString(sources.get(name.group(1))))
                .as(name.group())
                .containsPattern("(record|class|interface|enum) " + name.group(2) + "\\b"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"docs/life-of-a-certificate.md"})
  void theDocumentStaysOnOnePage(String document) throws IOException {
    assertThat(Files.readAllLines(ROOT.resolve(document))).hasSizeLessThan(80);
  }

  private static Map<String, Path> sources() throws IOException {
    var sources = new TreeMap<String, Path>();
    try (var files = Files.walk(ROOT)) {
      sourcesAmong(files)
          .forEach(file -> sources.put(file.getFileName().toString().replace(".java", ""), file));
    }
    return sources;
  }

  private static Stream<Path> sourcesAmong(Stream<Path> files) {
    return files.filter(file ->
        file.toString().endsWith(".java")
            && file.toString().contains("/src/")
            && !file.toString().contains("/target/"));
  }

  /// Where the Maven wrapper lives.
  private static Path root() {
    return Stream.iterate(Path.of("").toAbsolutePath(), Objects::nonNull, Path::getParent)
        .filter(candidate -> Files.exists(candidate.resolve("mvnw")))
        .findFirst()
        .orElseThrow();
  }
}
