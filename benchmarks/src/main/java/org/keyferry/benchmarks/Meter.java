package org.keyferry.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.keyferry.testkit.installation.Programs;

/// Measures programs that end: runs each under `native/cost.c`, which is compiled for it.
final class Meter {

  private static final double KIBIBYTES = 1024;
  private static final double MICROSECONDS = 1000;

  private final Path program;
  private final Path figures;

  private Meter(Path program, Path figures) {
    this.program = program;
    this.figures = figures;
  }

  /// @param directory for its files
  static Meter in(Path directory) {
    var source =
        Path.of(System.getProperty("keyferry.root", "."), "benchmarks", "native", "cost.c");
    var program = directory.resolve("cost");
    var compiler = List.of("gcc", "-O2", "-o", program.toString(), source.toString());
    Programs.run(Map.of(), compiler).succeeded();
    return new Meter(program, directory.resolve("cost.figures"));
  }

  /// @throws AssertionError with the program's output if it fails
  Run run(Map<String, String> environment, List<String> command) {
    var metered = new ArrayList<>(List.of(program.toString(), figures.toString()));
    metered.addAll(command);
    var finished = Programs.run(environment, metered).succeeded();
    try {
      var read = Files.readString(figures).strip().split(" ", -1);
      Files.delete(figures);
      return new Run(
          finished,
          new Cost(Long.parseLong(read[0]) / KIBIBYTES, Long.parseLong(read[1]) / MICROSECONDS));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /// What a program said, and what it took.
  record Run(Programs.Finished finished, Cost cost) {

    String says() {
      return finished.output() + finished.errors();
    }
  }
}
