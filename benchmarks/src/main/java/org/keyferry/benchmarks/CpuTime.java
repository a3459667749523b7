package org.keyferry.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/// CPU time of other processes, from `/proc/PID/stat` (proc(5)).
final class CpuTime {

  private static final double TICKS_PER_SECOND =
      100; // USER_HZ of Linux on every architecture we run on
  private static final int UTIME = 11; // then stime, cutime, cstime
  private static final int OWN = 2;
  private static final int OWN_AND_CHILDREN = 4;

  private CpuTime() {}

  /// User and system time of all of them together, in seconds.
  static double of(List<Long> pids) {
    return pids.stream().mapToDouble(CpuTime::of).sum();
  }

  /// The same, with that of the programs that it ran and waited for.
  static double withChildren(long pid) {
    return sum(pid, OWN_AND_CHILDREN);
  }

  private static double of(long pid) {
    return sum(pid, OWN);
  }

  private static double sum(long pid, int count) {
    try {
      var stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
      var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      return Arrays.stream(fields).skip(UTIME).limit(count).mapToLong(Long::parseLong).sum()
          / TICKS_PER_SECOND;
    } catch (IOException ended) {
      throw new UncheckedIOException(ended);
    }
  }
}
