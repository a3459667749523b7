package org.keyferry.agent.adopt.host;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// One pass over the configuration of one server: which files it led to, and what could not be
/// read. Bounded, since whoever may write one included file should not hold up the whole pass.
public final class Reading {

  private static final int LARGEST_FILE = 4 << 20;
  private static final int LARGEST_SUM = 64 << 20;
  private static final int MOST_FILES = 5_000;
  private static final int DEEPEST = 32;
  private static final int MOST_REMARKS = 200;

  private final HostRoot host;
  private final Deque<Path> open = new ArrayDeque<>();
  private final Map<Path, ConfigurationFile> read = new HashMap<>();
  private final List<Remark> remarks = new ArrayList<>();
  private int files;
  private int sum;

  public Reading(HostRoot host) {
    this.host = host;
  }

  public HostRoot host() {
    return host;
  }

  public void remark(Place place, String sentence) {
    var remark = new Remark(place, sentence);
    if (remarks.size() < MOST_REMARKS && !remarks.contains(remark)) {
      remarks.add(remark);
    }
  }

  public List<Remark> remarks() {
    return List.copyOf(remarks);
  }

  /// Opens a file that `from` leads to, and lets `reader` have it. What is wrong is remarked at
  /// `from`.
  public void within(Path file, Place from, Reader reader) {
    var opened = open(file, from);
    if (opened.isEmpty()) {
      return;
    }
    open.push(opened.get().real());
    try {
      reader.read(opened.get());
    } finally {
      open.pop();
    }
  }

  private Optional<ConfigurationFile> open(Path file, Place from) {
    try {
      var real = host.real(file).orElseThrow(() -> new NoSuchFileException(file.toString()));
      if (open.contains(real)) {
        remark(from, "includes " + file + ", which leads here: an include that never ends");
        return Optional.empty();
      }
      if (open.size() >= DEEPEST) {
        remark(from, "is more than " + DEEPEST + " includes deep; " + file + " is not read");
        return Optional.empty();
      }
      if (files >= MOST_FILES) {
        remark(from, "more than " + MOST_FILES + " files are included; the rest is not read");
        return Optional.empty();
      }
      files++;
      return Optional.of(content(file, real));
    } catch (IOException failure) {
      remark(from, sentence(file, failure));
      return Optional.empty();
    }
  }

  private ConfigurationFile content(Path file, Path real) throws IOException {
    var before = read.get(real);
    if (before != null) {
      return new ConfigurationFile(file, real, before.text(), before.lines());
    }
    var content = host.read(file, LARGEST_FILE);
    sum += content.length;
    if (sum > LARGEST_SUM) {
      throw new FileSystemException(
          file.toString(), null, "is not read: all files together are larger than 64 MiB");
    }
    var made = ConfigurationFile.of(file, real, content);
    read.put(real, made);
    return made;
  }

  /// What is wrong with a file, in words that begin with its path.
  public static String sentence(Path file, IOException failure) {
    return file
        + " "
        + switch (failure) {
          case NoSuchFileException _ -> "does not exist";
          case FileSystemLoopException _ -> "is a link that goes round";
          case FileSystemException known when known.getReason() != null -> known.getReason();
          default -> "cannot be read: " + failure.getMessage();
        };
  }

  /// What is done with a file while it is open.
  @FunctionalInterface
  public interface Reader {
    void read(ConfigurationFile file);
  }
}
