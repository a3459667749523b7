package org.keyferry.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/// NullAway looks only at packages that say that they have no nulls, so each has to.
class NullMarkedTest {

  private static final Path HOUSE = Path.of("..").toAbsolutePath().normalize();

  @Test
  void everyPackageOfEveryModuleIsNullMarked() throws IOException {
    try (var modules = Files.list(HOUSE)) {
      var packages =
          modules
              .map(each -> each.resolve("src/main/java"))
              .filter(Files::isDirectory)
              .flatMap(each -> packagesIn(each).stream())
              .toList();

      assertThat(packages)
          .extracting(each -> HOUSE.relativize(each).getName(0).toString())
          .contains(
              "protocol",
              "cryptoki",
              "key-custody",
              "testkit",
              "repository-server",
              "fetch-agent",
              "officer-cli");
      assertThat(packages).allSatisfy(NullMarkedTest::assertNullMarked);
    }
  }

  private static List<Path> packagesIn(Path sources) {
    try (var tree = Files.walk(sources)) {
      return tree.filter(each -> each.toString().endsWith(".java"))
          .map(each -> each.resolveSibling("package-info.java"))
          .distinct()
          .toList();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static void assertNullMarked(Path packageInfo) {
    assertThat(packageInfo)
        .content()
        .containsPattern("(?m)^@NullMarked$")
        .contains("import org.jspecify.annotations.NullMarked;");
  }
}
