package org.keyferry.benchmarks;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/// Runs the benchmark that the first argument names.
public final class Benchmarks {

  private Benchmarks() {}

  public static void main(String[] arguments) {
    var out =
        new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
    switch (arguments.length == 1 ? arguments[0] : "") {
      case "seal" -> SealingBenchmark.run(out);
      case "poll" -> PollBenchmark.run(out);
      case "issue" -> IssuanceBenchmark.run(out);
      case "due" -> DueScanBenchmark.run(out);
      case "footprint" -> FootprintBenchmark.run(out);
      default -> {
        out.println("usage: benchmarks/run seal|poll|issue|due|footprint");
        System.exit(64);
      }
    }
  }
}
