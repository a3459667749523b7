package org.keyferry.protocol.problem;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProblemTypeTest {

  private static final Path PAGES = Path.of("..", "docs", "problems");

  @ParameterizedTest
  @EnumSource
  void eachTypeHasItsPage(ProblemType type) throws IOException {
    var page = Files.readString(PAGES.resolve(type.slug() + ".md"));

    assertThat(page)
        .startsWith("# " + type.title() + "\n")
        .contains("`" + type.slug() + "` · HTTP " + type.status() + "\n")
        .contains("## What it means\n", "## What to do\n");
  }

  @Test
  void noPageIsOrphaned() throws IOException {
    try (var pages = Files.list(PAGES)) {
      assertThat(pages.map(each -> each.toFile().getName()).collect(toSet()))
          .isEqualTo(
              Arrays.stream(ProblemType.values())
                  .map(each -> each.slug() + ".md")
                  .collect(toSet()));
    }
  }

  @ParameterizedTest
  @EnumSource
  void aTypeIsFoundByItsUri(ProblemType type) {
    assertThat(ProblemType.of(type.uri().toString())).contains(type);
    assertThat(ProblemType.of("https://repository.example" + type.uri())).contains(type);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "about:blank", "/problems/", "/problems/NOT_FOUND", "not-foundx"})
  void anythingElseIsUnknown(String uri) {
    assertThat(ProblemType.of(uri)).isEmpty();
  }

  @Test
  void aRefusalNamesTheMemberAtFault() {
    var refusal = ProblemException.at(ProblemType.VALUE_REJECTED, "names[0]", "is empty");

    assertThat(refusal.type()).isEqualTo(ProblemType.VALUE_REJECTED);
    assertThat(refusal.document())
        .isEqualTo(
            new ProblemDocument(
                "/problems/value-rejected",
                "A value in the request cannot be used",
                422,
                "is empty",
                "names[0]"));
  }
}
