package org.keyferry.agent.cli;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.keyferry.agent.adopt.AdoptDesk;
import org.keyferry.agent.adopt.AdoptedHost;
import org.keyferry.agent.adopt.AdoptionPage;
import org.keyferry.agent.adopt.Sources;
import org.keyferry.agent.adopt.edit.Transaction;
import org.keyferry.agent.cycle.Target;
import org.keyferry.agent.cycle.yaml.SettingsFile;
import org.keyferry.agent.disk.Labels;
import org.keyferry.protocol.pki.DisplayName;

/// The hosts of `src/test/resources/adopt`. With `-Dkeyferry.golden=write` their golden files are
/// written anew.
class AdoptCorpusTest {

  private static final String SERVER = "https://repository.example:8443";

  @TempDir private Path directory;

  @SuppressWarnings("NullAway.Init") // JUnit sets directory
  AdoptCorpusTest() {}

  @Test
  void thereAreManyHosts() throws Exception {
    assertThat(AdoptedHost.names()).hasSizeGreaterThanOrEqualTo(30);
  }

  @TestFactory
  Stream<DynamicTest> whatIsServedIsShown() throws Exception {
    return each((name, _, desk) -> requireGolden(name, "table.txt", table(desk.page())));
  }

  @TestFactory
  Stream<DynamicTest> whatWouldBeEditedIsShown() throws Exception {
    return each((name, _, desk) -> requireGolden(name, "apply.diff", desk.diff()));
  }

  @TestFactory
  Stream<DynamicTest> theTargetsAreGoodSettings() throws Exception {
    return each((name, _, desk) -> {
      if (desk.isEmpty()) {
        return;
      }
      var text = desk.targets(SERVER);
      requireGolden(name, "targets.yaml", text);
      var file = Files.writeString(directory.resolve(name + ".yaml"), text);
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
      assertThat(new SettingsFile(file).read().targets())
          .extracting(Target::name)
          .extracting(DisplayName::toString)
          .containsExactlyInAnyOrderElementsOf(
              desk.page().lines().stream()
                  .flatMap(line -> line.target().stream())
                  .distinct()
                  .toList());
    });
  }

  /// Whoever connects is presented what was presented before, by the files of the agent.
  @TestFactory
  Stream<DynamicTest> afterTheEditTheSameIsServed() throws Exception {
    return each((_, host, desk) -> {
      var before = desk.page();

      desk.apply(accepted(host));

      var after = look(host).page();
      assertThat(served(after)).isEqualTo(served(before));
      assertThat(after.lines())
          .filteredOn(line -> line.target().isPresent())
          .allSatisfy(line -> assertThat(line.adoption()).contains("nothing is edited"));
      assertThat(after.remarks()).hasSameSizeAs(before.remarks());
    });
  }

  @TestFactory
  Stream<DynamicTest> undoneItIsAsItWasToTheByte() throws Exception {
    return each((_, host, desk) -> {
      var before = host.snapshot();
      desk.apply(accepted(host));

      accepted(host).undo();

      assertThat(host.snapshot()).isEqualTo(before);
    });
  }

  private static Transaction accepted(AdoptedHost host) {
    return new Transaction(host.root(), AdoptDesk.JOURNALS, _ -> Optional.empty(), Labels.NONE);
  }

  /// All but where it stands and what it comes from.
  private static List<String> served(AdoptionPage page) {
    return page.lines().stream()
        .map(line ->
            Stream.of(line.server(), line.listens(), line.names(), line.serial(), line.notAfter())
                .map(Object::toString)
                .collect(joining(" ")))
        .toList();
  }

  private static String table(AdoptionPage page) {
    var text = new StringWriter();
    AdoptTable.print(page, new PrintWriter(text, true));
    return text.toString();
  }

  private Stream<DynamicTest> each(Claim claim) throws IOException {
    return AdoptedHost.names().stream()
        .map(name ->
            dynamicTest(
                name,
                () -> {
                  var host = AdoptedHost.make(name, Files.createTempDirectory(directory, "host"));
                  claim.require(name, host, look(host));
                }));
  }

  private static AdoptDesk look(AdoptedHost host) {
    return AdoptDesk.look(host.root(), Sources.found(host.root()), AdoptedHost.NOW);
  }

  private static void requireGolden(String name, String file, String actual) throws IOException {
    var golden = AdoptedHost.directory(name).resolve(file);
    if ("write".equals(System.getProperty("keyferry.golden"))) {
      if (actual.isEmpty()) {
        Files.deleteIfExists(golden);
      } else {
        Files.writeString(golden, actual);
      }
    }
    assertThat(Files.exists(golden) ? Files.readString(golden) : "")
        .as("run this test with -Dkeyferry.golden=write and look at what changed")
        .isEqualTo(actual);
  }

  private interface Claim {
    void require(String name, AdoptedHost host, AdoptDesk desk) throws Exception;
  }
}
