package org.keyferry.agent.disk;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemoryLayout;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// A native program calls no foreign function whose parameters it was not told of when it was built
/// (GraalVM for JDK 25, "Foreign Function and Memory API in Native Image").
class ForeignMetadataTest {

  private static final String FILE =
      "/META-INF/native-image/org.keyferry/fetch-agent/reachability-metadata.json";

  /// As GraalVM names them: those of JNI, which have one size everywhere.
  private static final Map<MemoryLayout, String> NAMES =
      Map.of(ADDRESS, "void*", JAVA_LONG, "jlong", JAVA_INT, "jint");

  @Test
  void everyCallIsRegisteredAndNoOther() throws IOException {
    var calls =
        Stream.of(ExtendedAttributes.GET, ExtendedAttributes.SET)
            .map(ForeignMetadataTest::line)
            .collect(Collectors.joining(",\n"));

    try (var file = getClass().getResourceAsStream(FILE)) {
      assertThat(new String(requireNonNull(file).readAllBytes(), StandardCharsets.UTF_8))
          .isEqualTo(
              """
              {
                "foreign": {
                  "downcalls": [
              CALLS
                  ]
                }
              }
              """
                  .replace("CALLS", calls));
    }
  }

  private static String line(FunctionDescriptor call) {
    return "      {\"returnType\": "
        + name(call.returnLayout().orElseThrow())
        + ", \"parameterTypes\": ["
        + call.argumentLayouts().stream()
            .map(ForeignMetadataTest::name)
            .collect(Collectors.joining(", "))
        + "], \"options\": {\"captureCallState\": true}}";
  }

  private static String name(MemoryLayout layout) {
    return "\"" + requireNonNull(NAMES.get(layout)) + "\"";
  }
}
