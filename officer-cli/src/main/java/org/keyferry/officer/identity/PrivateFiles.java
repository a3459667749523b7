package org.keyferry.officer.identity;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;

/// Files and folders for nobody but their owner, from the first byte on.
final class PrivateFiles {

  private static final FileAttribute<Set<PosixFilePermission>> FOLDER = attribute("rwx------");
  private static final FileAttribute<Set<PosixFilePermission>> FILE = attribute("rw-------");

  private PrivateFiles() {}

  static void makeFolder(Path folder) throws IOException {
    Files.createDirectories(folder, FOLDER);
  }

  /// Old content or new is there after a crash, never half of it.
  static void write(Path file, byte[] content) throws IOException {
    var folder = file.toAbsolutePath().getParent();
    if (folder == null) {
      throw new IOException(file + " is not the name of a file");
    }
    var staged = Files.createTempFile(folder, ".staged-", "", FILE);
    try {
      try (var channel = FileChannel.open(staged, WRITE)) {
        var left = ByteBuffer.wrap(content);
        while (left.hasRemaining()) {
          channel.write(left);
        }
        channel.force(true);
      }
      Files.move(staged, file, ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(staged);
    }
    force(folder);
  }

  /// Puts a folder in its place; what was there before is gone.
  static void replaceFolder(Path staged, Path place) throws IOException {
    var parent = place.toAbsolutePath().getParent();
    if (parent == null) {
      throw new IOException(place + " is not the name of a folder");
    }
    var before = place.resolveSibling(place.getFileName() + ".before");
    delete(before);
    if (Files.exists(place)) {
      Files.move(place, before, ATOMIC_MOVE);
    }
    Files.move(staged, place, ATOMIC_MOVE);
    delete(before);
    force(parent);
  }

  /// Deletes a flat folder, if it is there.
  static void delete(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return;
    }
    try (var files = Files.list(folder)) {
      for (var file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }

  /// @throws IdentityRefused if the group or anybody else can reach the file
  static void requirePrivate(Path file) throws IOException {
    var open = EnumSet.copyOf(Files.getPosixFilePermissions(file));
    open.removeAll(PosixFilePermissions.fromString("rwx------"));
    if (!open.isEmpty()) {
      throw new IdentityRefused(
          "Others can reach the key "
              + file
              + " ("
              + PosixFilePermissions.toString(Files.getPosixFilePermissions(file))
              + "): run chmod 600 on it, and ask for a new identity if somebody may have read it.");
    }
  }

  private static void force(Path folder) throws IOException {
    try (var channel = FileChannel.open(folder, READ)) {
      channel.force(true);
    }
  }

  private static FileAttribute<Set<PosixFilePermission>> attribute(String permissions) {
    return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions));
  }
}
