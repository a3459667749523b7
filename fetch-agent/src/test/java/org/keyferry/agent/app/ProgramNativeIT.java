package org.keyferry.agent.app;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;

/// The same, by the native binary that `-Pnative` built.
class ProgramNativeIT extends ProgramIT {

  @BeforeEach
  @Override
  void declare() throws Exception {
    assumeTrue(!binary().isEmpty(), "no native binary was built: add -Pnative, with GRAALVM_HOME");
    super.declare();
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
