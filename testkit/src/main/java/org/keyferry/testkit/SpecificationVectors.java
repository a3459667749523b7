package org.keyferry.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// The test vectors of `docs/spec/sealed-bundle.md`. Whoever reads or writes statements runs them
/// all.
public final class SpecificationVectors {

  private SpecificationVectors() {}

  /// In the order of their names. Also good for a `@MethodSource`.
  public static List<SpecificationVector> all() {
    var directory = directory();
    var keys = ThrowAwayKeys.in(directory);
    try (var files = Files.list(directory)) {
      return files
          .filter(file -> file.toString().endsWith(".txt") && !file.endsWith(ThrowAwayKeys.FILE))
          .sorted()
          .map(file -> SpecificationVector.parse(nameOf(file), textOf(file), keys))
          .toList();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /// Where they stand in the source tree, seen from any module of it.
  static Path directory() {
    for (var folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
      if (Files.exists(folder.resolve("mvnw"))) {
        return folder.resolve("docs/spec/vectors");
      }
    }
    throw new IllegalStateException("not started inside the source tree");
  }

  private static String nameOf(Path file) {
    var name = file.toFile().getName();
    return name.substring(0, name.length() - ".txt".length());
  }

  static String textOf(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
