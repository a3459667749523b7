package org.keyferry.repository.app.postgres;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.util.Comparator.reverseOrder;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/// The programs of PostgreSQL, unpacked from what Maven delivered.
final class PostgresBinaries {

  /// Release of the artifact in the POM. A cluster of another major version cannot be read.
  static final String VERSION = "18.6.0";

  static final String MAJOR = "18";

  private PostgresBinaries() {}

  /// Unpacks once; a second call, of another process too, finds what is there.
  ///
  /// @param cache directory for unpacked releases
  /// @return the directory with `initdb` and `postgres`
  static Path in(Path cache) {
    var release = cache.resolve("postgresql-" + VERSION);
    try {
      if (!Files.isExecutable(release.resolve("bin/postgres"))) {
        if (!Files.exists(cache)) {
          Files.createDirectories(cache);
          openToAll(cache);
        }
        var staged = Files.createTempDirectory(cache, "unpacking");
        unpack(staged);
        publish(staged, release);
      }
    } catch (IOException fault) {
      throw new PostgresFailure(
          "PostgreSQL could not be unpacked into "
              + cache
              + " ("
              + fault.getMessage()
              + "): it needs 60 MB there and the right to write, or set quarkus.datasource.jdbc.url"
              + " to a PostgreSQL of yours.",
          fault);
    }
    return release.resolve("bin");
  }

  private static void publish(Path staged, Path release) throws IOException {
    try (var tree = Files.walk(staged)) {
      for (var each : tree.filter(path -> Files.isDirectory(path, NOFOLLOW_LINKS)).toList()) {
        openToAll(each);
      }
    }
    try {
      Files.move(staged, release, ATOMIC_MOVE);
    } catch (IOException lost) {
      deleteTree(staged);
      if (!Files.isExecutable(release.resolve("bin/postgres"))) {
        throw lost;
      }
    }
  }

  /// Whatever the umask: PostgreSQL may have to run as another user, see [Unprivileged].
  private static void openToAll(Path directory) throws IOException {
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static void unpack(Path target) throws IOException {
    try (var packed = packed();
        var archive = new TarArchiveInputStream(new XZInputStream(packed))) {
      for (var entry = archive.getNextEntry(); entry != null; entry = archive.getNextEntry()) {
        unpack(entry, archive, target);
      }
    }
  }

  private static void unpack(TarArchiveEntry entry, InputStream content, Path target)
      throws IOException {
    var path = target.resolve(entry.getName()).normalize();
    if (!path.startsWith(target)) {
      throw new IOException("the archive names " + entry.getName());
    }
    if (entry.isDirectory()) {
      Files.createDirectories(path);
      return;
    }
    Files.createDirectories(path.getParent());
    if (entry.isSymbolicLink()) {
      Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
      return;
    }
    Files.copy(content, path);
    var executable = (entry.getMode() & 0b001_000_000) != 0;
    Files.setPosixFilePermissions(
        path, PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--"));
  }

  private static InputStream packed() throws IOException {
    var machine = System.getProperty("os.arch");
    var name =
        switch (machine) {
          case "amd64" -> "postgres-linux-x86_64.txz";
          case "aarch64" -> "postgres-linux-arm_64.txz";
          default -> "none for " + machine;
        };
    var packed = PostgresBinaries.class.getResourceAsStream("/" + name);
    if (packed == null) {
      throw new IOException("no PostgreSQL comes along for Linux on " + machine);
    }
    return packed;
  }

  static void deleteTree(Path root) throws IOException {
    if (!Files.exists(root)) {
      return;
    }
    try (var tree = Files.walk(root)) {
      for (var each : tree.sorted(reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }
}
