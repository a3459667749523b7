package org.keyferry.agent.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.keyferry.agent.RealLabels;

/// Labels are attributes of files, which the C library reads and writes.
class LabelsTest {

  private static final Label CERTIFICATE = RealLabels.CERTIFICATE;
  private static final Path NO_ATTRIBUTES = Path.of("/proc/self/status");

  @TempDir private Path directory;

  @Test
  void aLabelIsOnTheDiskAsTheToolsOfSelinuxWriteIt() throws Exception {
    RealLabels.require(directory);
    var file = Files.createFile(directory.resolve("schlüssel.pem"));

    Labels.ON_DISK.give(file, CERTIFICATE);

    assertThat(Labels.ON_DISK.of(file)).contains(CERTIFICATE);
    assertThat(ExtendedAttributes.get(file, "security.selinux").orElseThrow())
        .isEqualTo((CERTIFICATE + "\0").getBytes(StandardCharsets.US_ASCII));
  }

  /// As `setfattr` may write it.
  @Test
  void oneWithoutAZeroAtItsEndIsTheSame() throws Exception {
    RealLabels.require(directory);
    var file = Files.createFile(directory.resolve("file"));

    ExtendedAttributes.set(
        file, "security.selinux", CERTIFICATE.value().getBytes(StandardCharsets.US_ASCII));

    assertThat(Labels.ON_DISK.of(file)).contains(CERTIFICATE);
  }

  @Test
  void aDirectoryHasOneTooAndALinkIsNotFollowed() throws Exception {
    RealLabels.require(directory);
    var made = Files.createDirectory(directory.resolve("made"));
    var link = Files.createSymbolicLink(directory.resolve("link"), made);

    Labels.ON_DISK.give(made, CERTIFICATE);

    assertThat(Labels.ON_DISK.of(made)).contains(CERTIFICATE);
    assertThat(Labels.ON_DISK.of(link)).isEmpty();
  }

  @Test
  void noFileHasNone() throws Exception {
    assertThat(Labels.ON_DISK.of(directory.resolve("missing"))).isEmpty();
  }

  @Test
  void aFileSystemWithoutLabelsIsLeftAlone() throws Exception {
    assertThat(Labels.ON_DISK.of(NO_ATTRIBUTES)).isEmpty();

    Labels.ON_DISK.give(NO_ATTRIBUTES, CERTIFICATE);

    assertThat(Labels.ON_DISK.of(NO_ATTRIBUTES)).isEmpty();
  }

  @Test
  void aRefusalSaysWhatTheAdminMayDo() throws Exception {
    RealLabels.require(directory);
    var file = Files.createFile(directory.resolve("file"));
    assumeTrue(changed("+i", file) == 0, "this file system has no immutable files");

    try {
      assertThatThrownBy(() -> Labels.ON_DISK.give(file, CERTIFICATE))
          .isInstanceOfSatisfying(
              FileSystemException.class,
              refused ->
                  assertThat(refused.getReason())
                      .isEqualTo(
                          "cannot keep the SELinux label system_u:object_r:cert_t:s0 of what it"
                              + " replaces (Operation not permitted): label the directory so"
                              + " (semanage fcontext, restorecon -RF), or allow relabeling"));
    } finally {
      assertThat(changed("-i", file)).isZero();
    }
  }

  /// A mount may decide them, or the policy gives the right one by itself: nothing to be refused.
  @Test
  void aFileThatHasTheLabelAlreadyIsNotTouched() throws Exception {
    RealLabels.require(directory);
    var file = Files.createFile(directory.resolve("file"));
    Labels.ON_DISK.give(file, CERTIFICATE);
    assumeTrue(changed("+i", file) == 0, "this file system has no immutable files");

    try {
      Labels.ON_DISK.give(file, CERTIFICATE);
    } finally {
      assertThat(changed("-i", file)).isZero();
    }
  }

  /// What a person's shell installed first, and a service renews that may not pass for a person.
  @Test
  void theUserInALabelIsNotInsistedOn() throws Exception {
    RealLabels.require(directory);
    var file = Files.createFile(directory.resolve("file"));
    var ofAShell = new Label(CERTIFICATE.value().replace("system_u", "unconfined_u"));
    Labels.ON_DISK.give(file, CERTIFICATE);
    assumeTrue(changed("+i", file) == 0, "this file system has no immutable files");

    try {
      Labels.ON_DISK.give(file, ofAShell);

      assertThat(Labels.ON_DISK.of(file)).contains(CERTIFICATE);
    } finally {
      assertThat(changed("-i", file)).isZero();
    }
  }

  @Test
  void whatIsNoLabelIsNone() {
    assertThat(Label.decode(new byte[0])).isEmpty();
    assertThat(Label.decode(new byte[] {0})).isEmpty();
    assertThat(Label.decode("two words".getBytes(StandardCharsets.US_ASCII))).isEmpty();
    assertThat(Label.decode("a\0b".getBytes(StandardCharsets.US_ASCII))).isEmpty();
  }

  /// The directory of the kernel says it, and nothing else is asked.
  @Test
  void aHostWithoutSelinuxHasNoLabels() throws Exception {
    assumeTrue(Files.notExists(Path.of("/sys/fs/selinux")), "this host has SELinux");
    RealLabels.require(directory);
    var file = Files.createFile(directory.resolve("file"));
    Labels.ON_DISK.give(file, CERTIFICATE);

    assertThat(Labels.ofThisHost().of(file)).isEqualTo(Optional.empty());
  }

  private static int changed(String attribute, Path file) throws IOException, InterruptedException {
    return new ProcessBuilder("/usr/bin/chattr", attribute, file.toString()).start().waitFor();
  }
}
