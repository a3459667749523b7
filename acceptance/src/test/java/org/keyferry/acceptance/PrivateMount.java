package org.keyferry.acceptance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A small disk that only those see who are started through it, in a mount namespace of its own: a
/// tmpfs, so what is on it is gone when it is closed, or what else is said.
final class PrivateMount implements AutoCloseable {

  private static final int CHUNK = 64 * 1024;

  private final Path place;
  private final Process holder;

  private PrivateMount(Path place, Process holder) {
    this.place = place;
    this.holder = holder;
  }

  /// Whether this sandbox lets us make one.
  static boolean isPermitted() {
    try {
      return new ProcessBuilder(
                  "unshare", "--mount", "sh", "-c", "mount -t tmpfs -o size=64k tmpfs /mnt")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException missing) {
      return false;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /// @param place made if absent
  /// @param size as mount(8) has it: `160m`
  static PrivateMount at(Path place, String size) {
    return of("mount -t tmpfs -o mode=0755,size=\"$1\" tmpfs \"$2\"", size, place);
  }

  /// @param mount in words of the shell: what is to be mounted is `$1`, and where `$2`
  static PrivateMount of(String mount, String what, Path place) {
    try {
      Files.createDirectories(place);
      var holder =
          new ProcessBuilder(
                  "unshare",
                  "--mount",
                  "sh",
                  "-c",
                  mount + " && echo here && exec cat",
                  "hold",
                  what,
                  place.toString())
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      var said = new byte[5];
      if (holder.getInputStream().readNBytes(said, 0, said.length) != said.length
          || !new String(said, StandardCharsets.US_ASCII).equals("here\n")) {
        throw new IllegalStateException("no disk at " + place);
      }
      return new PrivateMount(place, holder);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /// What comes before a command that is to see the disk.
  List<String> prefix() {
    return List.of("nsenter", "--mount=/proc/" + holder.pid() + "/ns/mnt", "--");
  }

  /// Takes all room that is left.
  void fill() {
    try (var filler =
        Files.newByteChannel(filler(), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      var chunk = ByteBuffer.allocate(CHUNK);
      filler.position(filler.size());
      while (true) {
        chunk.clear();
        filler.write(chunk);
      }
    } catch (IOException full) {
      if (!String.valueOf(full.getMessage()).contains("No space left")) {
        throw new UncheckedIOException(full);
      }
    }
  }

  /// Gives the room back.
  void empty() {
    try {
      Files.delete(filler());
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /// While nobody writes there.
  void makeReadOnly() {
    remount("ro");
  }

  void makeWritable() {
    remount("rw");
  }

  /// Where others see a file of the disk.
  Path outside(Path file) {
    return Path.of("/proc/" + holder.pid() + "/root" + file);
  }

  /// As proc_pid_mounts(5) has it.
  List<String> table() throws IOException {
    return Files.readAllLines(Path.of("/proc/" + holder.pid() + "/mounts"));
  }

  @Override
  public void close() {
    holder.destroy();
    try {
      if (!holder.waitFor(10, TimeUnit.SECONDS)) {
        holder.destroyForcibly();
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private Path filler() {
    return outside(place.resolve("filler"));
  }

  private void remount(String how) {
    var words = new ArrayList<>(prefix());
    words.addAll(List.of("mount", "-o", "remount," + how, place.toString()));
    try {
      if (new ProcessBuilder(words).inheritIO().start().waitFor() != 0) {
        throw new IllegalStateException("not remounted " + how);
      }
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }
}
