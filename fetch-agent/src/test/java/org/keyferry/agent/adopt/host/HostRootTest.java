package org.keyferry.agent.adopt.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostRootTest {

  @TempDir private Path root;

  private HostRoot host;

  @SuppressWarnings("NullAway.Init") // set before each test
  HostRootTest() {}

  @BeforeEach
  void make() throws IOException {
    root = root.toRealPath();
    Files.createDirectories(root.resolve("etc/tls"));
    Files.writeString(root.resolve("etc/tls/a"), "a");
    host = new HostRoot(root);
  }

  /// A link of a mounted host leads where it would lead there, and never out of it.
  @Test
  void anAbsoluteLinkStaysWithinTheRoot() throws IOException {
    link("etc/link", "/etc/tls/a");
    link("etc/up", "../../../../../../etc/tls");

    assertThat(host.real(Path.of("/etc/link"))).contains(Path.of("/etc/tls/a"));
    assertThat(host.real(Path.of("/etc/up/a"))).contains(Path.of("/etc/tls/a"));
    assertThat(host.read(Path.of("/etc/link"), 10)).asString().isEqualTo("a");
  }

  @Test
  void whatExistsOnThisMachineAloneIsNotThere() throws IOException {
    link("etc/passwd-link", "/etc/passwd");

    assertThat(host.real(Path.of("/etc/passwd-link"))).isEmpty();
    assertThat(host.real(Path.of("/../../../etc/passwd"))).isEmpty();
  }

  @Test
  void linksThatGoRoundAreAnError() throws IOException {
    link("etc/one", "two");
    link("etc/two", "one");

    assertThatThrownBy(() -> host.real(Path.of("/etc/one")))
        .isInstanceOf(FileSystemLoopException.class);
    assertThat(host.isFile(Path.of("/etc/one"))).isFalse();
  }

  @Test
  void aLargeFileIsRefusedByName() {
    assertThatThrownBy(() -> host.read(Path.of("/etc/tls/a"), 0))
        .hasMessage("/etc/tls/a: is larger than 0 KiB and is not read");
  }

  @Test
  void aDirectoryIsNoFile() {
    assertThatThrownBy(() -> host.read(Path.of("/etc/tls"), 10))
        .hasMessage("/etc/tls: is not a regular file");
  }

  private void link(String name, String target) throws IOException {
    Files.createSymbolicLink(root.resolve(name), Path.of(target));
  }
}
