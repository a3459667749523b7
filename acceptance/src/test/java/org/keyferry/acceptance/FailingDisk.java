package org.keyferry.acceptance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A small disk that turns read-only under whoever writes, as one with a fault does: an ext4 in a
/// file, with `errors=remount-ro`. Only those see it who are started through it.
final class FailingDisk implements AutoCloseable {

  private static final String MOUNT = "mount -o loop,errors=remount-ro \"$1\" \"$2\"";

  /// e2fsck(8): 1 and 2 are errors that are no more.
  private static final String CHECK = "e2fsck -f -y \"$1\" >&2 || test $? -le 2";

  private final Path image;
  private final Path place;
  private final PrivateMount mount;

  private FailingDisk(Path image, Path place, PrivateMount mount) {
    this.image = image;
    this.place = place;
    this.mount = mount;
  }

  /// Whether this sandbox lets us make one: that takes root, loop devices and ext4.
  static boolean isPermitted() {
    try {
      var folder = Files.createTempDirectory("keyferry-disk-");
      try {
        var image = folder.resolve("image");
        return run(List.of("mkfs.ext4", "-q", "-F", image.toString(), "4m"))
            && run(
                List.of(
                    "unshare",
                    "--mount",
                    "sh",
                    "-c",
                    MOUNT + " && test -w /sys/fs/ext4/loop*/trigger_fs_error",
                    "try",
                    image.toString(),
                    folder.toString()));
      } finally {
        Files.deleteIfExists(folder.resolve("image"));
        Files.delete(folder);
      }
    } catch (IOException missing) {
      return false;
    }
  }

  /// @param place made if absent; the disk is kept in a file beside it
  /// @param size as mkfs.ext4(8) has it: `160m`
  static FailingDisk at(Path place, String size) {
    var image = place.resolveSibling(place.getFileName() + ".image");
    try {
      Files.createDirectories(place);
      require(List.of("mkfs.ext4", "-q", "-F", "-m", "0", image.toString(), size));
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
    return new FailingDisk(image, place, PrivateMount.of(MOUNT, image.toString(), place));
  }

  /// What comes before a command that is to see the disk.
  List<String> prefix() {
    return mount.prefix();
  }

  /// From now on it cannot be written, not even by who has a file open.
  void fails() {
    try {
      Files.writeString(Path.of("/sys/fs/ext4", device(), "trigger_fs_error"), "1");
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /// Checks it, while nobody uses it, as at the start of a machine.
  void repair() {
    inside("umount \"$2\"");
    inside(CHECK);
    inside(MOUNT);
  }

  @Override
  public void close() {
    mount.close();
  }

  /// Such as `loop0`.
  private String device() throws IOException {
    return mount.table().stream()
        .map(line -> line.split(" ", -1))
        .filter(words -> words[1].equals(place.toString()))
        .map(words -> Path.of(words[0]).getFileName().toString())
        .findFirst()
        .orElseThrow();
  }

  private void inside(String words) {
    var command = new ArrayList<>(prefix());
    command.addAll(List.of("sh", "-c", words, "inside", image.toString(), place.toString()));
    try {
      require(command);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private static void require(List<String> command) throws IOException {
    if (!run(command)) {
      throw new IllegalStateException("failed: " + command);
    }
  }

  private static boolean run(List<String> command) throws IOException {
    try {
      return new ProcessBuilder(command).inheritIO().start().waitFor() == 0;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }
}
