package org.keyferry.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Memory of another process, from `/proc/PID/status` (proc(5)), in MiB.
///
/// @param now all that is resident
/// @param own of it: in no file, so shared with nobody
/// @param peak of all that was resident
record ResidentMemory(double now, double own, double peak) {

  private static final double KIBIBYTES = 1024;

  static ResidentMemory of(long pid) {
    try {
      var status = Files.readString(Path.of("/proc", Long.toString(pid), "status"));
      return new ResidentMemory(
          mebibytes(status, "VmRSS:"), mebibytes(status, "RssAnon:"), mebibytes(status, "VmHWM:"));
    } catch (IOException ended) {
      throw new UncheckedIOException(ended);
    }
  }

  private static double mebibytes(String status, String name) {
    var line = status.lines().filter(each -> each.startsWith(name)).findFirst().orElseThrow();
    return Long.parseLong(line.replaceAll("[^0-9]", "")) / KIBIBYTES;
  }
}
