package org.keyferry.cryptoki;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// A native program calls no foreign function whose parameters it was not told of when it was built
/// (GraalVM for JDK 25, "Foreign Function and Memory API in Native Image").
class ForeignMetadataTest {

  private static final String FILE =
      "/META-INF/native-image/org.keyferry/cryptoki/reachability-metadata.json";

  /// As GraalVM names them: those of JNI, which have one size everywhere.
  private static final Map<MemoryLayout, String> NAMES =
      Map.of(ADDRESS, "void*", JAVA_LONG, "jlong", JAVA_BYTE, "jbyte");

  @Test
  void everyCallIsRegisteredAndNoOther() throws IOException {
    var calls =
        Stream.concat(
                Stream.of(Cryptoki.GET_FUNCTION_LIST),
                Arrays.stream(Cryptoki.Function.values()).map(Cryptoki.Function::signature))
            .map(ForeignMetadataTest::line)
            .distinct()
            .sorted()
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

  /// The builder knows a layout by the name that the linker gives it.
  @Test
  void theNamesAreThoseOfTheLinker() {
    var known = Linker.nativeLinker().canonicalLayouts();

    assertThat(NAMES).allSatisfy((layout, name) -> assertThat(known).containsEntry(name, layout));
  }

  private static String line(FunctionDescriptor call) {
    return "      {\"returnType\": "
        + name(call.returnLayout().orElseThrow())
        + ", \"parameterTypes\": ["
        + call.argumentLayouts().stream()
            .map(ForeignMetadataTest::name)
            .collect(Collectors.joining(", "))
        + "]}";
  }

  private static String name(MemoryLayout layout) {
    return "\"" + requireNonNull(NAMES.get(layout)) + "\"";
  }
}
