package org.keyferry.agent.disk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/// Who holds a [StateLock], as the kernel says (proc_locks(5)). To find out by trying to take it
/// could keep an agent from starting.
public final class LockHolder {

  private static final Path LOCKS = Path.of("/proc/locks");
  private static final Pattern HELD =
      Pattern.compile("\\d+: POSIX +ADVISORY +WRITE (\\d+) \\p{XDigit}+:\\p{XDigit}+:(\\d+) .*");

  private LockHolder() {}

  /// @return a process id; empty if nobody holds it, or if this user may not know
  public static OptionalLong of(Path lock) throws IOException {
    if (!Files.exists(lock) || !Files.isReadable(LOCKS)) {
      return OptionalLong.empty();
    }
    var inode = String.valueOf(Files.getAttribute(lock, "unix:ino"));
    for (var line : Files.readAllLines(LOCKS)) {
      var held = HELD.matcher(line);
      if (held.matches() && held.group(2).equals(inode)) {
        var pid = Long.parseLong(held.group(1));
        if (hasOpen(pid, lock)) {
          return OptionalLong.of(pid);
        }
      }
    }
    return OptionalLong.empty();
  }

  /// Another file system may have a file with the same number. What a process has open is its own
  /// affair, so in doubt it counts.
  private static boolean hasOpen(long pid, Path lock) throws IOException {
    var open = Path.of("/proc", Long.toString(pid), "fd");
    if (!Files.isReadable(open)) {
      return true;
    }
    try (var descriptors = Files.list(open)) {
      return descriptors.anyMatch(each -> leadsTo(each, lock));
    } catch (IOException ended) {
      return false; // the process, meanwhile
    }
  }

  private static boolean leadsTo(Path descriptor, Path lock) {
    try {
      return Files.isSameFile(descriptor, lock);
    } catch (IOException closed) {
      return false;
    }
  }
}
