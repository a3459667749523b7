package org.keyferry.repository.issuance.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.keyferry.repository.issuance.NameServerFailure;
import org.xbill.DNS.Name;

/// A program of the admin's is run as it was meant to be, or not at all.
class ExecKeeperTest {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Name owner = DnsQuestions.nameOf("_acme-challenge.www.example.org.");

  @TempDir private Path hooks;

  @BeforeEach
  void onlyWeMayWriteThere() throws IOException {
    allow(hooks, "rwxr-xr-x");
  }

  @Test
  void itGetsWhatToDoTheNameAndTheDigestAndNothingElse() throws IOException {
    var said = hooks.resolve("said");
    program(
        "dns",
        "printf '%s\\n' \"$@\" > "
            + said
            + "\nenv >> "
            + said
            + "\npwd >> "
            + said
            + "\nwc -c >> "
            + said);

    keeper("dns").add(owner, "digest");

    assertThat(Files.readAllLines(said))
        .filteredOn(line -> !line.startsWith("_=") && !line.startsWith("SHLVL="))
        .containsExactlyInAnyOrder(
            "add",
            "_acme-challenge.www.example.org",
            "digest",
            "PATH=/usr/local/bin:/usr/bin:/bin",
            "PWD=" + hooks,
            hooks.toString(),
            "0");
  }

  @Test
  void aRecordIsRemovedByTheSameProgram() throws IOException {
    program("dns", "echo $1 $2 $3 > " + hooks.resolve("said"));

    keeper("dns").remove(owner, "digest");

    assertThat(hooks.resolve("said")).hasContent("remove _acme-challenge.www.example.org digest");
  }

  @Test
  void whatItSaysWhenItFailsIsQuotedAndPrintable() throws IOException {
    program("dns", "printf 'no such zone\\033[31m' >&2; exit 3");

    assertThatThrownBy(() -> keeper("dns").add(owner, "digest"))
        .isInstanceOf(NameServerFailure.class)
        .hasMessage(
            "the program "
                + hooks.resolve("dns")
                + " ended with 3 at add _acme-challenge.www.example.org: \"no such"
                + " zone\\u001b[31m\"");
  }

  @Test
  void muchOutputDoesNotStopIt() throws IOException {
    program("dns", "head -c 1000000 /dev/zero");

    keeper("dns").add(owner, "digest");

    assertThat(hooks.resolve("dns")).exists();
  }

  @Test
  void whoTakesTooLongIsEndedWithAllThatItStarted() throws IOException {
    program("dns", "echo $$ > " + hooks.resolve("pid") + "; sleep 600");

    assertThatThrownBy(() ->
            new ExecKeeper(hooks, "dns", Duration.ofSeconds(1), (_, _) -> false).add(owner, "d"))
        .isInstanceOf(NameServerFailure.class)
        .hasMessageContaining("took longer than PT1S");
    var pid = Long.parseLong(Files.readString(hooks.resolve("pid")).strip());
    ProcessHandle.of(pid).ifPresent(each -> each.onExit().join());
    assertThat(ProcessHandle.of(pid)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"../dns", "/bin/sh", "", ".dns", "a b", "dns;id", "-n", "dns\n"})
  void whatIsNoPlainFileNameIsNoProgram(String name) {
    assertThatThrownBy(() -> keeper(name))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("a plain file name");
  }

  @ParameterizedTest
  @ValueSource(strings = {"rwxrwxr-x", "rwxr-xrwx"})
  void whatOthersMayWriteToIsNotRun(String permissions) throws IOException {
    program("dns", "touch " + hooks.resolve("ran"));

    allow(hooks.resolve("dns"), permissions);
    assertThatThrownBy(() -> keeper("dns").add(owner, "digest"))
        .hasMessageContaining(hooks.resolve("dns") + " is not run: others may write to it");
    allow(hooks.resolve("dns"), "rwxr-xr-x");
    allow(hooks, permissions);
    assertThatThrownBy(() -> keeper("dns").add(owner, "digest"))
        .hasMessageContaining(hooks + " is not run: others may write to it");
    assertThat(hooks.resolve("ran")).doesNotExist();
  }

  @Test
  void aLinkIsNotFollowed() throws IOException {
    Files.createSymbolicLink(hooks.resolve("dns"), Path.of("/bin/true"));

    assertThatThrownBy(() -> keeper("dns").add(owner, "digest"))
        .hasMessageContaining("is not run: it must be a file");
  }

  @Test
  void whatIsNotThereIsNamed() {
    assertThatThrownBy(() -> keeper("dns").add(owner, "digest"))
        .hasMessageContaining(hooks.resolve("dns") + " is not run: it is not there");
  }

  private ExecKeeper keeper(String name) {
    return new ExecKeeper(hooks, name, PATIENCE, (_, _) -> false);
  }

  private void program(String name, String body) throws IOException {
    var file = hooks.resolve(name);
    Files.write(file, List.of("#!/bin/sh", body));
    allow(file, "rwxr-xr-x");
  }

  private static void allow(Path path, String permissions) throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
  }
}
