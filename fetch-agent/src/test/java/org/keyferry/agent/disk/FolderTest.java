package org.keyferry.agent.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Files are new, whole, and for those who may read them.
class FolderTest {

  private static final byte[] CONTENT = "content".getBytes(StandardCharsets.US_ASCII);

  @TempDir private Path directory;

  @Test
  void aFileIsReplacedAsAWhole() throws Exception {
    var folder = new Folder(directory);
    folder.replace("file", new byte[] {1}, Ownership.PRIVATE);
    folder.replace("file", CONTENT, Ownership.PRIVATE);

    assertThat(folder.read("file")).contains(CONTENT);
    assertThat(folder.names()).containsExactly("file");
  }

  @Test
  void aFileThatIsThereIsNotOverwritten() throws Exception {
    var folder = new Folder(directory);
    folder.create("file", CONTENT, Ownership.PRIVATE);

    assertThatThrownBy(() -> folder.create("file", CONTENT, Ownership.PRIVATE))
        .isInstanceOf(FileAlreadyExistsException.class);
  }

  @Test
  void aLinkIsNeitherWrittenNorReadThrough() throws Exception {
    var victim = Files.writeString(directory.resolve("victim"), "untouched");
    Files.createSymbolicLink(directory.resolve("link"), victim);
    var folder = new Folder(directory);

    assertThatThrownBy(() -> folder.create("link", CONTENT, Ownership.PRIVATE))
        .isInstanceOf(IOException.class);
    assertThatThrownBy(() -> folder.read("link")).isInstanceOf(IOException.class);
    assertThat(victim).hasContent("untouched");
  }

  @Test
  void aModeForTheGroupIsGiven() throws Exception {
    var folder = new Folder(directory);
    folder.create(
        "file",
        CONTENT,
        new Ownership(Optional.empty(), Optional.empty(), Ownership.keyPermissions("0640")));

    assertThat(
            PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("file"))))
        .isEqualTo("rw-r-----");
  }

  @Test
  void anOwnerThatThisHostDoesNotHaveIsNamed() {
    var folder = new Folder(directory);

    assertThatThrownBy(() ->
            folder.create(
                "file",
                CONTENT,
                new Ownership(
                    Optional.of("nobody-of-this-name"),
                    Optional.empty(),
                    Ownership.PRIVATE.permissions())))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("this host has no user nobody-of-this-name");
  }

  @Nested
  class ALock {

    @Test
    void isForOneAtATime() throws Exception {
      var file = directory.resolve("lock");
      try (var _ = StateLock.tryTake(file).orElseThrow()) {
        assertThat(StateLock.tryTake(file)).isEmpty();
      }
      try (var again = StateLock.tryTake(file).orElseThrow()) {
        assertThat(again).isNotNull();
      }
    }
  }

  @Nested
  class AGuard {

    @Test
    void passesThroughADirectoryForAllButDoesNotEndThere() throws Exception {
      var open = Files.createDirectory(directory.resolve("open"));
      Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
      var inside = Files.createDirectory(open.resolve("inside"));
      var guard = PathGuard.ofThisProcess();

      assertThatThrownBy(() -> guard.require(inside)) // no sticky bit: it could be replaced
          .isInstanceOf(IOException.class)
          .hasMessageContaining("chmod go-w");
      guard.require(directory); // below /tmp, which has one
    }

    @Test
    void looksWhereALinkLeads() throws Exception {
      var open = Files.createDirectory(directory.resolve("open"));
      Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
      Files.createSymbolicLink(directory.resolve("link"), open);

      assertThatThrownBy(() -> PathGuard.ofThisProcess().require(directory.resolve("link")))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("open");
    }
  }
}
