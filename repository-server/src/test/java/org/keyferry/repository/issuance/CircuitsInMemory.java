package org.keyferry.repository.issuance;

import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.keyferry.protocol.pki.DisplayName;

/// Circuits in the memory of a test.
public final class CircuitsInMemory implements Circuits {

  private final Map<DisplayName, Circuit> circuits = new HashMap<>();

  @Override
  public Circuit of(DisplayName ca) {
    return circuits.getOrDefault(ca, Circuit.fresh());
  }

  @Override
  public Map<DisplayName, Circuit> all() {
    return Map.copyOf(circuits);
  }

  @Override
  public Circuit change(DisplayName ca, UnaryOperator<Circuit> change) {
    var before = of(ca);
    circuits.put(ca, change.apply(before));
    return before;
  }
}
