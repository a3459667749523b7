package org.keyferry.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;

/// A directory that a test puts back as it was.
public final class Tree {

  private final Path root;

  public Tree(Path root) {
    this.root = root;
  }

  public void keep(Path copy) throws IOException {
    copy(root, copy);
  }

  public void restore(Path copy) throws IOException {
    try (var files = Files.walk(root)) {
      for (var each : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
    copy(copy, root);
  }

  private static void copy(Path from, Path to) throws IOException {
    try (var files = Files.walk(from)) {
      for (var each : files.toList()) {
        Files.copy(
            each,
            to.resolve(from.relativize(each).toString()),
            StandardCopyOption.COPY_ATTRIBUTES,
            LinkOption.NOFOLLOW_LINKS);
      }
    }
  }
}
