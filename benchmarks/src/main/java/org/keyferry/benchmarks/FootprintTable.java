package org.keyferry.benchmarks;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import org.keyferry.benchmarks.Cost.Figure;

/// Prints medians, how far single runs were from them, and what they are of those of others.
final class FootprintTable {

  private final PrintStream out;

  FootprintTable(PrintStream out) {
    this.out = out;
  }

  /// @param others whose share is shown, memory and CPU time
  void runs(String title, int runs, List<String> others) {
    out.printf(
        Locale.ROOT, "%n%s, %d runs of each in turn: median (lowest to highest)%n", title, runs);
    out.printf(Locale.ROOT, "%-16s %22s %22s%s%n", "", "peak MiB", "CPU ms", heads(others));
  }

  void run(String name, List<Cost> costs, List<List<Cost>> others) {
    var memory = Figure.memory(costs);
    var cpu = Figure.cpu(costs);
    out.printf(
        Locale.ROOT,
        "%-16s %22s %22s%s%n",
        name,
        text("%.1f (%.1f to %.1f)", memory),
        text("%.0f (%.0f to %.0f)", cpu),
        shares(memory.median(), cpu.median(), others));
  }

  void residents(int installs, List<String> others) {
    out.printf(
        Locale.ROOT, "%nthe agent that stays: at rest, and the median of %d installs%n", installs);
    out.printf(
        Locale.ROOT,
        "%-16s %12s %12s %10s %12s %16s%s%n",
        "",
        "at rest MiB",
        "own of it",
        "peak MiB",
        "CPU ms/poll",
        "CPU ms/install",
        heads(others));
  }

  void resident(
      String name,
      ResidentMemory memory,
      double cpuOfAPoll,
      List<Cost> installs,
      List<List<Cost>> others) {
    out.printf(
        Locale.ROOT,
        "%-16s %12.1f %12.1f %10.1f %12.0f %16.0f%s%n",
        name,
        memory.now(),
        memory.own(),
        memory.peak(),
        cpuOfAPoll,
        Figure.cpu(installs).median(),
        shares(memory.now(), cpuOfAPoll, others));
  }

  private static String heads(List<String> others) {
    var heads = new StringBuilder();
    others.forEach(
        other -> heads.append(String.format(Locale.ROOT, " %26s", "MiB, CPU of " + other)));
    return heads.toString();
  }

  private static String shares(double memory, double cpu, List<List<Cost>> others) {
    var shares = new StringBuilder();
    for (var other : others) {
      var share =
          String.format(
              Locale.ROOT,
              "%.2f, %.2f",
              memory / Figure.memory(other).median(),
              cpu / Figure.cpu(other).median());
      shares.append(String.format(Locale.ROOT, " %26s", share));
    }
    return shares.toString();
  }

  private static String text(String form, Figure figure) {
    return String.format(Locale.ROOT, form, figure.median(), figure.lowest(), figure.highest());
  }
}
