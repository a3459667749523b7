package org.keyferry.benchmarks;

import java.util.List;
import java.util.function.ToDoubleFunction;

/// What a program took from the host.
///
/// @param mebibytes resident memory at its peak
/// @param milliseconds CPU time, with that of the programs it ran
record Cost(double mebibytes, double milliseconds) {

  /// One figure of several runs.
  record Figure(double median, double lowest, double highest) {

    static Figure of(List<Cost> costs, ToDoubleFunction<Cost> which) {
      var sorted = costs.stream().mapToDouble(which).sorted().toArray();
      return new Figure(sorted[sorted.length / 2], sorted[0], sorted[sorted.length - 1]);
    }

    static Figure memory(List<Cost> costs) {
      return of(costs, Cost::mebibytes);
    }

    static Figure cpu(List<Cost> costs) {
      return of(costs, Cost::milliseconds);
    }
  }
}
