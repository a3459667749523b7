package org.keyferry.agent.app;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;

/// The native binary that `-Pnative` built.
class ProgramNativeIT extends WholeProgram {

  @BeforeEach
  void isBuilt() throws IOException {
    assumeTrue(!binary().isEmpty(), "no native binary was built: add -Pnative, with GRAALVM_HOME");
  }

  @Override
  List<String> program() throws IOException {
    return binary();
  }

  private static List<String> binary() throws IOException {
    try (var found = Files.newDirectoryStream(Path.of("target"), "fetch-agent-*-runner")) {
      var binaries = found.iterator();
      return binaries.hasNext() ? List.of(binaries.next().toAbsolutePath().toString()) : List.of();
    }
  }
}
