package org.keyferry.testkit;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.keyferry.protocol.bundle.RejectedStatement.Reason;

class SpecificationVectorsTest {

  @ParameterizedTest
  @MethodSource("org.keyferry.testkit.SpecificationVectors#all")
  void eachVectorComesOutAsItSays(SpecificationVector vector) {
    assertThat(vector.outcome()).isEqualTo(vector.expected());
  }

  @Test
  void everyReasonHasAVector() {
    var reasons =
        SpecificationVectors.all().stream().map(SpecificationVector::expected).collect(toSet());

    assertThat(reasons)
        .containsAll(Arrays.stream(Reason.values()).map(Reason::name).toList())
        .contains(SpecificationVector.SUCCESS);
  }

  /// Start with `-Dkeyferry.vectors=write` to write them anew.
  @Test
  void theFilesAreWhatTheGeneratorMakes() throws IOException {
    var directory = SpecificationVectors.directory();
    if ("write".equals(System.getProperty("keyferry.vectors"))) {
      write();
    }
    var made = VectorFiles.madeWith(ThrowAwayKeys.in(directory));

    var found = new TreeMap<String, String>();
    try (var files = Files.list(directory)) {
      files
          .filter(each -> each.toString().endsWith(".txt") && !each.endsWith(ThrowAwayKeys.FILE))
          .forEach(each -> found.put(each.toFile().getName(), SpecificationVectors.textOf(each)));
    }

    assertThat(found.keySet()).isEqualTo(made.keySet());
    assertThat(found).isEqualTo(made);
  }

  private static void write() throws IOException {
    var directory = Files.createDirectories(SpecificationVectors.directory());
    var keys = directory.resolve(ThrowAwayKeys.FILE);
    if (Files.notExists(keys)) {
      Files.writeString(keys, ThrowAwayKeys.generated(VectorWorkshop.NOW).toString());
    }
    for (var vector : VectorFiles.madeWith(ThrowAwayKeys.in(directory)).entrySet()) {
      Files.writeString(directory.resolve(vector.getKey()), vector.getValue());
    }
  }
}
