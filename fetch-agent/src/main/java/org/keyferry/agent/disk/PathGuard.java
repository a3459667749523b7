package org.keyferry.agent.disk;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/// Refuses places where somebody else could put a link or a file in the agent's way.
///
/// Every directory on the way belongs to root or to the agent's user, and nobody else may write to
/// it. A directory with the sticky bit, as `/tmp` is, may be passed through but not written to.
public final class PathGuard {

  private static final int ROOT = 0;
  private static final int STICKY = 01000;
  private static final int OTHERS_WRITE = 0022;

  private static final Path SELF = Path.of("/proc/self/status");

  private final int self;

  private PathGuard(int self) {
    this.self = self;
  }

  /// For the user that this process runs as.
  public static PathGuard ofThisProcess() throws IOException {
    return new PathGuard(attribute(SELF, "unix:uid"));
  }

  /// Refuses a file that tells the agent what to do and that somebody else could write.
  public void requireFile(Path file) throws IOException {
    requireOwn(file.toRealPath(), Passage.DESTINATION);
  }

  /// @param directory absolute; that, or what there is of it, is looked at
  /// @throws FileSystemException that names the directory at fault and the fix
  public void require(Path directory) throws IOException {
    requireEach(directory.toAbsolutePath().normalize());
    requireEach(existing(directory).toRealPath()); // a link may lead elsewhere
  }

  private void requireEach(Path directory) throws IOException {
    for (Path each = directory; each != null; each = each.getParent()) {
      if (Files.exists(each, NOFOLLOW_LINKS)) {
        requireOwn(each, each.equals(directory) ? Passage.DESTINATION : Passage.ON_THE_WAY);
      }
    }
  }

  private void requireOwn(Path path, Passage passage) throws IOException {
    var owner = attribute(path, "unix:uid");
    var mode = attribute(path, "unix:mode");
    if (owner != ROOT && owner != self) {
      throw new FileSystemException(
          path.toString(),
          null,
          "belongs to user id "
              + owner
              + ", who could replace what the agent writes: chown it to root");
    }
    if (Files.isSymbolicLink(path)) {
      return; // its mode says nothing; where it leads is looked at too
    }
    var passable = passage == Passage.ON_THE_WAY && (mode & STICKY) != 0;
    if ((mode & OTHERS_WRITE) != 0 && !passable) {
      throw new FileSystemException(
          path.toString(),
          null,
          "may be written by its group or by others, who could replace what the agent writes:"
              + " chmod go-w it");
    }
  }

  private static int attribute(Path path, String name) throws IOException {
    if (Files.getAttribute(path, name, NOFOLLOW_LINKS) instanceof Integer number) {
      return number;
    }
    throw new FileSystemException(path.toString(), null, "has no attribute " + name);
  }

  private static Path existing(Path path) throws NoSuchFileException {
    for (Path each = path.toAbsolutePath().normalize(); each != null; each = each.getParent()) {
      if (Files.exists(each)) {
        return each;
      }
    }
    throw new NoSuchFileException(path.toString());
  }

  private enum Passage {
    ON_THE_WAY,
    DESTINATION
  }
}
