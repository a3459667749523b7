package org.keyferry.agent.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/// A native program knows only the records that it was told of.
class JsonRecordsTest {

  /// Module protocol does not know Jackson: what becomes JSON of it, becomes so here.
  private static final Path SOURCES = Path.of("src/main/java");

  @Test
  void whatBecomesJsonIsRegisteredAndNothingElse() throws Exception {
    assertThat(NativeMetadata.documents())
        .containsExactlyInAnyOrderElementsOf(JsonDocuments.in(SOURCES))
        .hasSizeGreaterThan(20);
  }

  @Test
  void allOfItAreRecordsAndEnums() throws ClassNotFoundException {
    for (var name : NativeMetadata.documents()) {
      var type = Class.forName(name);
      assertThat(type.isRecord() || type.isEnum()).as(name).isTrue();
    }
  }
}
