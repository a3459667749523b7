package org.keyferry.agent.adopt.host;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotLinkException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/// The files of a host, seen from its own root: this machine's, or that of a host that is mounted
/// somewhere. Paths in and out are those of the host; a link leads where it would lead there.
public final class HostRoot {

  private static final int MOST_LINKS = 40; // as Linux follows
  private static final int MOST_NAMES = 10_000;

  private final Path root;
  private final Opener opener;

  public HostRoot(Path root) {
    this(root, file -> Files.newInputStream(file, NOFOLLOW_LINKS));
  }

  /// @param opener of files that exist, by their path on this machine
  public HostRoot(Path root, Opener opener) {
    this.root = root.toAbsolutePath().normalize();
    this.opener = opener;
  }

  public Path path() {
    return root;
  }

  /// Whether this is the machine that the program runs on.
  public boolean isThisMachine() {
    return root.getNameCount() == 0;
  }

  /// The path without links.
  ///
  /// @param file absolute, of the host
  /// @return empty if it does not exist
  /// @throws FileSystemLoopException if links go round
  public Optional<Path> real(Path file) throws IOException {
    var way = follow(file);
    return way.ends() ? Optional.of(way.to()) : Optional.empty();
  }

  /// Where a directory of the host is on this machine, or will be once it is made.
  ///
  /// @throws FileSystemLoopException if links go round
  public Path place(Path directory) throws IOException {
    return onThisMachine(follow(directory).to());
  }

  /// Where a file of the host is on this machine, or will be. If it is a link itself, that.
  ///
  /// @throws FileSystemLoopException if links go round
  public Path placeOfFile(Path file) throws IOException {
    return place(parentOf(file)).resolve(String.valueOf(file.getFileName()));
  }

  private Followed follow(Path file) throws IOException {
    Path current = Path.of("/");
    Deque<Path> rest = new ArrayDeque<>();
    push(rest, file);
    var links = 0;
    var missing = false;
    while (!rest.isEmpty()) {
      var name = rest.pop().toString();
      if (name.equals("..")) {
        current = parentOf(current);
        continue;
      }
      if (name.equals(".") || name.isEmpty()) {
        continue;
      }
      var next = current.resolve(name);
      var here = onThisMachine(next);
      missing |= !Files.exists(here, NOFOLLOW_LINKS);
      if (!Files.isSymbolicLink(here)) {
        current = next;
        continue;
      }
      links++;
      if (links > MOST_LINKS) {
        throw new FileSystemLoopException(file.toString());
      }
      var goal = linkTarget(here);
      current = goal.isAbsolute() ? Path.of("/") : current;
      push(rest, goal);
    }
    return new Followed(current, !missing);
  }

  /// @param largest in bytes
  /// @throws IOException that names the file by its path on the host, and what is wrong with it
  public byte[] read(Path file, int largest) throws IOException {
    var real = real(file).orElseThrow(() -> new NoSuchFileException(file.toString()));
    var here = onThisMachine(real);
    if (!Files.isRegularFile(here, NOFOLLOW_LINKS)) {
      throw new FileSystemException(file.toString(), null, "is not a regular file");
    }
    try (var in = opener.open(here)) {
      var content = in.readNBytes(largest + 1);
      if (content.length > largest) {
        throw new FileSystemException(
            file.toString(), null, "is larger than " + largest / 1024 + " KiB and is not read");
      }
      return content;
    } catch (AccessDeniedException denied) {
      throw new FileSystemException(
          file.toString(), null, "may not be read by this user; try again as root");
    }
  }

  public boolean isFile(Path file) {
    try {
      return real(file)
          .filter(real -> Files.isRegularFile(onThisMachine(real), NOFOLLOW_LINKS))
          .isPresent();
    } catch (IOException goesRound) {
      return false;
    }
  }

  public boolean isDirectory(Path directory) {
    try {
      return real(directory)
          .filter(real -> Files.isDirectory(onThisMachine(real), NOFOLLOW_LINKS))
          .isPresent();
    } catch (IOException goesRound) {
      return false;
    }
  }

  /// Names in a directory, sorted as bytes are; none if there is no such directory.
  ///
  /// @throws IOException if it cannot be read or has more than ten thousand
  public List<String> names(Path directory) throws IOException {
    var real = real(directory);
    if (real.isEmpty() || !Files.isDirectory(onThisMachine(real.get()), NOFOLLOW_LINKS)) {
      return List.of();
    }
    try (var entries = Files.list(onThisMachine(real.get()))) {
      var names =
          entries
              .limit(MOST_NAMES + 1L)
              .map(each -> String.valueOf(each.getFileName()))
              .sorted()
              .toList();
      if (names.size() > MOST_NAMES) {
        throw new FileSystemException(
            directory.toString(), null, "has more than " + MOST_NAMES + " files and is not read");
      }
      return names;
    } catch (AccessDeniedException denied) {
      throw new FileSystemException(
          directory.toString(), null, "may not be read by this user; try again as root");
    }
  }

  /// Without links, and within the root.
  private Path onThisMachine(Path file) {
    return root.resolve(relative(file)).normalize();
  }

  private static Path linkTarget(Path link) throws IOException {
    try {
      return Files.readSymbolicLink(link);
    } catch (NotLinkException changed) {
      throw new FileSystemException(link.toString(), null, "changed while it was read");
    }
  }

  private static void push(Deque<Path> rest, Path path) {
    for (var at = path.getNameCount() - 1; at >= 0; at--) {
      rest.push(path.getName(at));
    }
  }

  private static Path relative(Path file) {
    return file.getNameCount() == 0 ? Path.of("") : file.subpath(0, file.getNameCount());
  }

  private static Path parentOf(Path path) {
    var parent = path.getParent();
    return parent == null ? path : parent;
  }

  /// @param to without links, of the host
  /// @param ends whether all of it exists
  private record Followed(Path to, boolean ends) {}

  /// Opens a file of this machine.
  @FunctionalInterface
  public interface Opener {
    InputStream open(Path file) throws IOException;
  }
}
