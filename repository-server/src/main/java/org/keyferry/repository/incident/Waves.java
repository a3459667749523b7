package org.keyferry.repository.incident;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.keyferry.protocol.pki.DisplayName;

/// Deals certificates into waves. What fails together is a host, so:
///
/// 1. The canary takes certificates of as many hosts as it can, those on the fewest hosts first.
/// 2. The rest is dealt host by host: the certificates of a host stay in one wave, unless they are
///    more than a wave holds. A certificate on several hosts goes with the first of them by name.
///
/// So a wave that goes wrong has hit few hosts, and no host is disturbed wave after wave.
final class Waves {

  private Waves() {}

  /// @return the waves in their order, none of them empty; the first is the canary, if there is one
  static List<List<Candidate>> of(List<Candidate> candidates, Terms terms) {
    var waves = new ArrayList<List<Candidate>>();
    var rest = new LinkedHashSet<>(candidates);
    var canary = canaryOf(candidates, terms.canary());
    if (!canary.isEmpty()) {
      waves.add(canary);
      rest.removeAll(canary);
    }
    waves.addAll(dealt(rest, terms.waveSize()));
    return waves;
  }

  private static List<Candidate> canaryOf(List<Candidate> candidates, int size) {
    var bySpread =
        candidates.stream()
            .sorted(
                Comparator.comparing((Candidate each) -> each.agents().isEmpty())
                    .thenComparingInt(each -> each.agents().size())
                    .thenComparing(Candidate::name))
            .toList();
    var canary = new ArrayList<Candidate>();
    var touched = new HashSet<DisplayName>();
    for (var each : bySpread) {
      if (canary.size() < size && each.agents().stream().noneMatch(touched::contains)) {
        canary.add(each);
        touched.addAll(each.agents());
      }
    }
    for (var each : bySpread) {
      if (canary.size() < size && !canary.contains(each)) {
        canary.add(each);
      }
    }
    return canary;
  }

  private static List<List<Candidate>> dealt(Set<Candidate> rest, int size) {
    var byHost = new TreeMap<String, List<Candidate>>();
    for (var each : rest) {
      var host = each.agents().isEmpty() ? "" : each.agents().getFirst().value();
      byHost.computeIfAbsent(host, _ -> new ArrayList<>()).add(each);
    }
    var waves = new ArrayList<List<Candidate>>();
    List<Candidate> wave = new ArrayList<>();
    for (var ofHost : byHost.values()) {
      if (!wave.isEmpty() && wave.size() + ofHost.size() > size) {
        waves.add(wave);
        wave = new ArrayList<>();
      }
      for (var each : ofHost) {
        if (wave.size() == size) {
          waves.add(wave);
          wave = new ArrayList<>();
        }
        wave.add(each);
      }
    }
    if (!wave.isEmpty()) {
      waves.add(wave);
    }
    return waves;
  }
}
