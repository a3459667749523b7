package org.keyferry.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// CPU time of other processes, from `/proc/PID/stat` (proc(5)).
final class CpuTime {

  private static final double TICKS_PER_SECOND =
      100; // USER_HZ of Linux on every architecture we run on

  private CpuTime() {}

  /// User and system time of all of them together, in seconds.
  static double of(List<Long> pids) {
    return pids.stream().mapToDouble(CpuTime::of).sum();
  }

  private static double of(long pid) {
    try {
      var stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
      var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_PER_SECOND;
    } catch (IOException ended) {
      throw new UncheckedIOException(ended);
    }
  }
}
